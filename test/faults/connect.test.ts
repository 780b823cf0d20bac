import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { after, before } from 'node:test'
import { freePort } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { type FullBacklog, startFullBacklog } from './full-backlog.ts'
import { assertRefused } from './refusal.ts'

forEachRuntime((_runtime, use) => {
  let closed = 0
  let backlog: FullBacklog
  let mute: Server

  before(async () => {
    closed = await freePort()
    backlog = await startFullBacklog()
    // Takes connections and never says a word: a TLS handshake with it never ends.
    mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
  })
  after(() => {
    backlog?.close()
    mute?.close()
  })

  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  up: { url: "${url}" }
  closed: { url: "http://127.0.0.1:${closed}" }
  nowhere: { url: "http://nowhere.invalid" }
  full: { url: "http://127.0.0.1:${backlog.port}", timeouts: { connect: 300ms } }
  mute: { url: "https://127.0.0.1:${(mute.address() as { port: number }).port}", timeouts: { connect: 300ms } }
  mute-by-name: { url: "https://localhost:${(mute.address() as { port: number }).port}", timeouts: { connect: 300ms } }
`,
  })

  promises('a refused connection is 502 upstream_refused', async ({ exchange }) => {
    for (const body of [undefined, '{"model":"m"}', 'x'.repeat(300_000)]) {
      const method = body === undefined ? 'GET' : 'POST'
      const { answer } = await exchange({ method, target: '/closed/v1/x', ...(body === undefined ? {} : { body }) })
      const { message } = assertRefused(answer, 502, 'upstream_refused')
      assert.match(message, /\burl\b|config|running/i, 'it says what to look at')
    }
  })

  promises('a name that does not resolve is 502 upstream_unresolved', async ({ exchange }) => {
    const { answer } = await exchange({ method: 'POST', target: '/nowhere/v1/x', body: '{}' })
    assertRefused(answer, 502, 'upstream_unresolved')
  })

  promises('an upstream that accepts no connection is 504 connect_timeout', async ({ exchange }) => {
    const began = performance.now()
    const { answer } = await exchange({ method: 'POST', target: '/full/v1/x', body: '{}', timeoutMs: 8_000 })
    const { message } = assertRefused(answer, 504, 'connect_timeout')
    assert.match(message, /timeouts\.connect/)
    assert.ok(performance.now() - began >= 290, 'it waited as long as the config says')
  })

  promises('an upstream that answers no TLS handshake is 504 tls_timeout', async ({ exchange }) => {
    for (const target of ['/mute/v1/x', '/mute-by-name/v1/x']) {
      const began = performance.now()
      const { answer } = await exchange({ method: 'POST', target, body: '{}', timeoutMs: 8_000 })
      const { message } = assertRefused(answer, 504, 'tls_timeout', target)
      assert.match(message, /timeouts\.connect/)
      assert.ok(performance.now() - began >= 290, 'the handshake has what is left of the time to connect')
    }
  })

  promises('while connections fail, others are served', async ({ exchange }) => {
    const failing = ['/closed/x', '/nowhere/x', '/full/x', '/mute/x'].flatMap((target) => [target, target, target])
    const all = failing.map((target) => exchange({ target, timeoutMs: 8_000 }).then(({ answer }) => answer.status))
    for (let i = 0; i < 10; i++) {
      const { answer } = await exchange({ method: 'POST', target: '/up/echo', body: `${i}` })
      assert.equal(answer.text(), `${i}`)
    }
    for (const status of await Promise.all(all)) assert.ok(status === 502 || status === 504, `${status}`)
  })

  promises('a body on its way to nobody is let go', async ({ connect }) => {
    using client = await connect()
    await client.write('POST /closed/x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n')
    await client.write('only a beginning')
    assertRefused(await client.readResponse(), 502, 'upstream_refused')
  })
})
