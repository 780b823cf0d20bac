import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type App, delay, startApp, until } from '@strait/testkit'
import { forEachRuntime, runtimes } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

forEachRuntime(
  (_runtime, use) => {
    const peer = usePeer()
    const { promises } = use({
      config: () => `
listen: 127.0.0.1:0
bounds: { concurrency: 2 }
providers:
  up: { url: "${peer.url}" }
  idle: { url: "${peer.url}", timeouts: { idle: 1s, total: 2s, first_byte: 1s } }
`,
    })

    promises('a WebSocket on which nothing moves is closed with 1001, both ways', async ({ app }) => {
      let seen: number | undefined
      peer.script('/quiet', (socket) => {
        socket.on('close', (code) => {
          seen = code
        })
      })
      const caller = await Caller.open(app.port, '/idle/quiet')
      assert.equal((await caller.closed()).code, 1001)
      assert.equal(await until(() => seen, { what: () => 'the provider to see it' }), 1001)
      const line = await app.waitForLog(({ target }) => target === '/idle/quiet')
      assert.deepEqual([line['ended'], line['error']], ['strait', 'idle_timeout'])
    })

    promises('one on which something moves, either way, outlives `idle` and `total`', async ({ app }) => {
      let timer: ReturnType<typeof setInterval> | undefined
      peer.script('/beats', (socket) => {
        timer = setInterval(() => socket.send('beat'), 300)
        socket.on('close', () => clearInterval(timer))
      })
      peer.script('/listens', () => {})
      const hears = await Caller.open(app.port, '/idle/beats')
      const speaks = await Caller.open(app.port, '/idle/listens')
      const speaking = setInterval(() => speaks.socket.send('beat'), 300)
      await delay(2_600)
      clearInterval(speaking)
      assert.deepEqual([hears.ending, speaks.ending], [undefined, undefined])
      for (const caller of [hears, speaks]) caller.socket.close()
      await Promise.all([hears.closed(), speaks.closed()])
    })

    promises('a provider that does not answer the handshake runs into `first_byte`', async ({ app }) => {
      peer.answer('/silent', () => {})
      const refusal = await Caller.refused(app.port, '/idle/silent')
      assert.deepEqual([refusal.status, refusal.headers['x-strait-error']], [504, 'first_byte_timeout'])
    })

    promises('an open WebSocket holds its place among those under way', async ({ app, exchange }) => {
      const held = [await Caller.open(app.port, '/up/a'), await Caller.open(app.port, '/up/b')]
      const refusal = await Caller.refused(app.port, '/up/c')
      assert.deepEqual([refusal.status, refusal.headers['x-strait-error']], [503, 'overloaded'])
      assert.equal((await exchange({ target: '/-/healthy' })).answer.status, 200)
      for (const caller of held) caller.socket.close()
      await Promise.all(held.map((caller) => caller.closed()))
      await until(() => peer.open === 0, { what: () => 'the places to be free' })
      const next = await Caller.open(app.port, '/up/d')
      next.socket.close()
      await next.closed()
    })
  },
  { together: true },
)

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    const peer = usePeer()
    let app: App | undefined
    after(() => app?.kill())

    it('SIGTERM closes open WebSockets with 1001, both ways, and the process ends', async () => {
      app = await startApp(runtime, { config: `listen: 127.0.0.1:0\nproviders: { up: { url: "${peer.url}" } }\n` })
      const codes: number[] = []
      const watched = (socket: { on(event: 'close', heard: (code: number) => void): unknown }) => {
        socket.on('close', (code) => void codes.push(code))
      }
      peer.script('/quiet', watched)
      peer.script('/busy', (socket) => {
        watched(socket)
        const timer = setInterval(() => socket.send(Buffer.alloc(300_000)), 1)
        socket.on('close', () => clearInterval(timer))
      })
      const quiet = await Caller.open(app.port, '/up/quiet')
      const busy = await Caller.open(app.port, '/up/busy')
      await busy.heard(3)
      const began = performance.now()
      const exit = app.stop('SIGTERM')
      assert.deepEqual(await quiet.closed(), { code: 1001, reason: 'the gateway is shutting down' })
      assert.equal((await busy.closed()).code, 1001)
      assert.equal((await exit).code, 0)
      assert.ok(performance.now() - began < 5_000, 'it waited for the end of the drain time')
      await until(() => codes.length === 2, { what: () => 'the provider to see both' })
      assert.deepEqual(codes, [1001, 1001])
    })

    it('SIGTERM waits for no client that does not answer the close', async () => {
      app = await startApp(runtime, { config: `listen: 127.0.0.1:0\nproviders: { up: { url: "${peer.url}" } }\n` })
      const deaf = await Caller.open(app.port, '/up/echo')
      deaf.socket.pause()
      const began = performance.now()
      assert.equal((await app.stop('SIGTERM')).code, 0)
      assert.ok(performance.now() - began < 10_000, 'it waited for the end of the drain time')
      deaf.socket.terminate()
    })
  })
}
