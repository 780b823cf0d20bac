import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import type { WebSocket } from 'ws'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const { promises } = use({
    config: () => `listen: 127.0.0.1:0\nproviders: { up: { url: "${peer.url}" } }\n`,
  })

  promises('text and binary messages arrive as sent, empty ones and large ones too', async ({ app }) => {
    const caller = await Caller.open(app.port, '/up/echo')
    const sent = ['{"n":1.0}', '', 'é 🎈\u0000', 'x'.repeat(126), 'y'.repeat(70_000)]
    const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 128]), Buffer.alloc(3_000_000, 7)]
    for (const message of [...sent, ...bytes]) caller.socket.send(message)
    const heard = await caller.heard(sent.length + bytes.length)
    assert.deepEqual(
      heard.map(({ binary }) => binary),
      [...sent.map(() => false), ...bytes.map(() => true)],
    )
    for (const [i, message] of [...sent, ...bytes].entries()) {
      assert.ok(heard[i]?.data.equals(Buffer.from(message as string)), `message ${i}`)
    }
    caller.socket.close()
    await caller.closed()
  })

  promises('a message in fragments is the same message', async ({ app }) => {
    const caller = await Caller.open(app.port, '/up/echo')
    caller.socket.send('one ', { fin: false })
    caller.socket.ping('between')
    caller.socket.send('mess', { fin: false })
    caller.socket.send('age', { fin: true })
    peer.script('/fragments', (socket) => {
      socket.send(Buffer.from([1]), { fin: false })
      socket.ping('inside')
      socket.send(Buffer.from([2, 3]), { fin: true })
    })
    assert.equal((await caller.heard(1))[0]?.data.toString(), 'one message')
    caller.socket.close()
    const other = await Caller.open(app.port, '/up/fragments')
    assert.deepEqual((await other.heard(1))[0], { data: Buffer.from([1, 2, 3]), binary: true })
    other.socket.close()
    await Promise.all([caller.closed(), other.closed()])
  })

  promises('two thousand small messages keep their order, both ways at once', async ({ app }) => {
    const caller = await Caller.open(app.port, '/up/echo')
    for (let i = 0; i < 2000; i++) caller.socket.send(`message ${i}`)
    const heard = await caller.heard(2000)
    assert.deepEqual(
      heard.map(({ data }) => data.toString()),
      Array.from({ length: 2000 }, (_, i) => `message ${i}`),
    )
    caller.socket.close()
    await caller.closed()
  })

  promises('a ping of either side is answered', async ({ app }) => {
    const pongs: string[] = []
    peer.script('/pings', (socket) => {
      socket.on('pong', (data) => void pongs.push(data.toString()))
      socket.ping('from the provider')
    })
    const caller = await Caller.open(app.port, '/up/pings')
    await until(() => pongs.length > 0, { what: () => "the client's pong" })
    caller.socket.ping('from the client')
    await until(() => caller.pongs.length > 0, { what: () => 'a pong' })
    assert.deepEqual(
      [caller.pings, pongs, caller.pongs],
      [['from the provider'], ['from the provider'], ['from the client']],
    )
    caller.socket.close()
    await caller.closed()
  })

  promises('a client’s ping reaches the upstream', async ({ app }) => {
    const pings: string[] = []
    peer.script('/pinged', (socket) => void socket.on('ping', (data) => void pings.push(data.toString())))
    const caller = await Caller.open(app.port, '/up/pinged')
    caller.socket.ping('are you there')
    await until(() => pings.length > 0, { what: () => 'the ping', timeoutMs: 3000 })
    assert.deepEqual(pings, ['are you there'])
    caller.socket.close()
    await caller.closed()
  })

  promises('compression that both sides agree on passes', async ({ app }) => {
    const caller = await Caller.open(app.port, '/up/echo')
    assert.match(caller.socket.extensions, /permessage-deflate/)
    const line = await sendAndLog(caller.socket, app)
    assert.ok(Number(line['bytes_in']) < 10_000, `${line['bytes_in']} bytes came in for a megabyte of zeros`)
    await caller.closed()
  })

  async function sendAndLog(socket: WebSocket, app: Parameters<Parameters<typeof promises>[1]>[0]['app']) {
    const before = app.lines().length
    socket.send(Buffer.alloc(1_000_000))
    socket.once('message', () => socket.close())
    return until(
      () =>
        app
          .lines()
          .slice(before)
          .find((line) => line['target'] === '/up/echo'),
      { what: () => 'the log line' },
    )
  }
})
