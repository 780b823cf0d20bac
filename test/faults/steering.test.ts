import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'
import { assertRefused } from './refusal.ts'

/** What other servers let a client say to mean another path, method or host than it wrote. */
const STEERING: readonly (readonly [name: string, value: string])[] = [
  ['x-original-url', '/-/healthy'],
  ['x-rewrite-url', '/-/healthy'],
  ['x-original-uri', '/anthropic/v1/messages'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-prefix', '/admin'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-for', '127.0.0.1'],
  ['x-host', 'evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['x-http-method', 'DELETE'],
  ['x-method-override', 'DELETE'],
  ['x-real-ip', '10.0.0.1'],
  ['x-request-id', 'the-callers-own'],
]

const WEBSOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [name, value] of STEERING) {
    promises(`${name} steers nothing and passes as sent`, async ({ exchange, upstream }) => {
      const { answer, seen } = await exchange({
        method: 'POST',
        target: '/up/echo',
        headers: { [name]: value },
        body: 'b',
      })
      assert.equal(answer.text(), 'b')
      assert.equal(seen.method, 'POST')
      assert.equal(seen.target, '/echo')
      assert.equal(seen.header('host'), `127.0.0.1:${upstream.port}`)
      assert.deepEqual(seen.headerAll(name), [value])
      assert.notEqual(answer.header('x-strait-request-id'), value)
    })
  }

  promises('a method in the query is only a query', async ({ exchange }) => {
    const { seen } = await exchange({ method: 'POST', target: '/up/echo?_method=DELETE', body: 'b' })
    assert.equal(seen.method, 'POST')
    assert.equal(seen.target, '/echo?_method=DELETE')
  })

  promises('CONNECT is refused and opens no tunnel', async ({ connect, upstream }) => {
    for (const target of [`127.0.0.1:${upstream.port}`, 'localhost:80', '/up/echo']) {
      const before = [upstream.connections.length, upstream.requests.length]
      using client = await connect()
      await client.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`)
      await client.write('GET /status/200 HTTP/1.1\r\nhost: localhost\r\n\r\n')
      const answer = await client.readResponse().catch(() => undefined)
      if (answer !== undefined) assert.ok(answer.status >= 400 && answer.status <= 501, `${answer.status}`)
      assert.deepEqual([upstream.connections.length, upstream.requests.length], before)
    }
  })

  promises('TRACE is refused or handed on, and never answered with what was sent', async ({ exchange, upstream }) => {
    upstream.script('/trace-me', (_request, reply) => void reply.send(405, 'no'))
    const { answer, received } = await exchange({
      method: 'TRACE',
      target: '/up/trace-me',
      headers: { cookie: 'session=1' },
    })
    assert.doesNotMatch(answer.text(), /session=1/)
    if (received.length > 0) assert.equal(received[0]?.method, 'TRACE')
    else assert.ok((answer.status >= 400 && answer.status < 500) || answer.status === 501, `${answer.status}`)
  })

  promises('two authorization lines are 400', async ({ exchange }) => {
    for (const target of ['/up/status/200', '/anthropic/v1/messages', '/v1/chat/completions']) {
      const headers: [string, string][] = [
        ['authorization', 'Bearer one'],
        ['Authorization', 'Bearer two'],
      ]
      const { answer, received } = await exchange({ method: 'POST', target, headers, body: '{}' })
      assertRefused(answer, 400, 'duplicate_authorization', target)
      assert.equal(received.length, 0)
    }
  })

  promises(
    'an upgrade to anything but a WebSocket is 501 upgrade_unsupported, never a stripped GET',
    async ({ exchange }) => {
      const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }
      for (const target of ['/up/status/200', '/v1/realtime?model=gpt-realtime', '/openai/v1/realtime']) {
        for (const headers of [h2c, { ...WEBSOCKET, upgrade: 'h2c' }, { ...WEBSOCKET, upgrade: 'websocket, h2c' }]) {
          const { answer, received } = await exchange({ target, headers })
          assertRefused(answer, 501, 'upgrade_unsupported', target)
          assert.equal(received.length, 0)
        }
      }
    },
  )

  promises('after a refused upgrade the connection speaks HTTP or ends', async ({ connect }) => {
    using client = await connect()
    await client.send({ target: '/up/status/200', headers: { ...WEBSOCKET, upgrade: 'h2c' } })
    assert.equal((await client.readResponse()).status, 501)
    if (!(await client.send({ target: '/up/status/200' }))) return
    const next = await client.readResponse().catch(() => undefined)
    if (next !== undefined) assert.equal(next.status, 200)
  })
})
