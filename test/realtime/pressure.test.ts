import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { type App, delay, until } from '@strait/testkit'
import type { WebSocket } from 'ws'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

const MB = 1024 * 1024
const COUNT = 2000
const SIZE = 64 * 1024
/** What may stand in buffers on the whole way, and what memory may grow by, of 125 MB. */
const ON_THE_WAY = 64 * MB

/** Begins with its number, so that none can be lost or come twice without being seen. */
function numbered(i: number): Buffer {
  const message = Buffer.alloc(SIZE, i % 251)
  message.writeUInt32BE(i)
  return message
}

/** As fast as the socket takes them; tells how many have left. */
async function flood(socket: WebSocket, sent: { count: number }): Promise<void> {
  for (let i = 0; i < COUNT && socket.readyState === socket.OPEN; i++) {
    await new Promise((resolve) => socket.send(numbered(i), resolve))
    sent.count = i + 1
    // Both ends live in this process: the other one has to get its turn.
    await setImmediate()
  }
}

async function settled(count: () => number): Promise<number> {
  for (;;) {
    const before = count()
    await delay(400)
    if (before > 0 && count() === before) return before
  }
}

function assertFlat(app: App, idle: number, what: string): void {
  const grown = app.rss() - idle
  assert.ok(grown < ON_THE_WAY, `${what}: ${Math.round(grown / MB)} MB above idle (${Math.round(idle / MB)} MB)`)
}

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const { promises } = use({
    config: () => `listen: 127.0.0.1:0\nproviders: { up: { url: "${peer.url}" } }\n`,
  })

  promises('2,000 messages of 64 kB to a slow reader: none is lost, and memory stays flat', async ({ app }) => {
    const sent = { count: 0 }
    peer.script('/flood', (socket) => void flood(socket, sent))
    await warm(app)
    const idle = app.rss()
    const caller = new Caller(app.port, '/up/flood', { perMessageDeflate: false })
    let expected = 0
    caller.socket.removeAllListeners('message')
    caller.socket.on('message', (data: Buffer) => {
      assert.equal(data.length, SIZE)
      assert.equal(data.readUInt32BE(), expected++)
      assert.equal(data[SIZE - 1], (expected - 1) % 251)
      if (expected === 20) caller.socket.pause()
    })
    const stopped = await settled(() => sent.count)
    assert.ok(stopped * SIZE < ON_THE_WAY, `the provider was let send ${stopped} messages`)
    assertFlat(app, idle, 'nobody reads')
    // Slowly: in steps, with pauses between.
    while (expected < COUNT) {
      caller.socket.resume()
      const goal = Math.min(COUNT, expected + 250)
      await until(() => expected >= goal, { timeoutMs: 30_000, what: () => `message ${goal}; ${expected} came` })
      caller.socket.pause()
      assertFlat(app, idle, `message ${expected}`)
    }
    caller.socket.resume()
    caller.socket.close()
    await caller.closed()
    assert.equal(expected, COUNT)
  })

  promises('a provider that does not read slows the client down', async ({ app }) => {
    let expected = 0
    let reader: WebSocket | undefined
    peer.script('/slow-reader', (socket) => {
      reader = socket
      socket.pause()
      socket.on('message', (data: Buffer) => assert.equal(data.readUInt32BE(), expected++))
    })
    await warm(app)
    const idle = app.rss()
    const caller = await Caller.open(app.port, '/up/slow-reader', { perMessageDeflate: false })
    const sent = { count: 0 }
    const flooding = flood(caller.socket, sent)
    const stopped = await settled(() => sent.count)
    assert.ok(stopped * SIZE < ON_THE_WAY, `the client was let send ${stopped} messages`)
    assertFlat(app, idle, 'the provider does not read')
    reader?.resume()
    await flooding
    await until(() => expected === COUNT, { timeoutMs: 30_000, what: () => `${COUNT} messages; ${expected} came` })
    assertFlat(app, idle, 'moving')
    caller.socket.close()
    await caller.closed()
  })

  promises('2,000 messages of 64 kB to a provider that reads arrive in order', async ({ app }) => {
    let expected = 0
    peer.script('/reader', (socket) => {
      socket.on('message', (data: Buffer) => assert.equal(data.readUInt32BE(), expected++))
    })
    await warm(app)
    const idle = app.rss()
    const caller = await Caller.open(app.port, '/up/reader', { perMessageDeflate: false })
    await flood(caller.socket, { count: 0 })
    await until(() => expected === COUNT, { timeoutMs: 30_000, what: () => `${COUNT} messages; ${expected} came` })
    assertFlat(app, idle, 'after all')
    caller.socket.close()
    await caller.closed()
  })

  /** What a runtime allocates once is not what is held. */
  async function warm(app: App): Promise<void> {
    const caller = await Caller.open(app.port, '/up/echo', { perMessageDeflate: false })
    for (let i = 0; i < 500; i++) {
      caller.socket.send(numbered(i))
      await caller.heard(i + 1)
    }
    caller.socket.close()
    await caller.closed()
  }
})
