import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

/** No name that could be a host, or one that two readers could read as two. */
const ODD = [
  'a b',
  'localhost:99999',
  'localhost:abc',
  'localhost:-1',
  'user@localhost',
  'localhost/path',
  'localhost?x=1',
  'localhost#x',
  'localhost, evil.example',
  '[::1',
  '::1',
  '%6cocalhost',
  'local\\host',
  '',
  '.',
  `${'a'.repeat(300)}.example`,
  'l\xf6calhost',
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('HTTP/1.1 without a host is 400', async ({ exchange }) => {
    const { answer, received } = await exchange({ target: '/up/status/200', bare: true })
    assert.equal(answer.status, 400)
    assert.equal(received.length, 0)
  })

  promises('two hosts are 400, alike or not', async ({ exchange }) => {
    for (const second of ['localhost', 'evil.example']) {
      const headers: [string, string][] = [
        ['host', 'localhost'],
        ['host', second],
      ]
      const { answer, received } = await exchange({ target: '/up/status/200', headers })
      assert.equal(answer.status, 400, second)
      assert.equal(received.length, 0)
    }
  })

  promises('an odd host never steers and never gives a 5xx', async ({ connect, upstream }) => {
    for (const host of ODD) {
      for (const target of ['/up/status/200', '/-/healthy', '/', '/v1/messages']) {
        const earlier = upstream.requests.length
        using client = await connect()
        await client.send({ target, headers: { host } })
        const answer = await client.readResponse().catch(() => undefined)
        if (answer === undefined) continue
        assert.ok(answer.status < 500, `${JSON.stringify(host)} at ${target}: ${answer.status}`)
        for (const one of upstream.requests.slice(earlier)) {
          assert.equal(one.header('host'), `127.0.0.1:${upstream.port}`, JSON.stringify(host))
        }
        if (answer.status >= 300) assert.ok(answer.status >= 400, `${answer.status}`)
      }
    }
  })

  promises('an absolute target that agrees with its host is its path', async ({ app, exchange }) => {
    for (const host of [`127.0.0.1:${app.port}`, 'localhost']) {
      const { answer, seen } = await exchange({ target: `http://${host}/up/status/200?a=1`, headers: { host } })
      assert.equal(answer.status, 200)
      assert.equal(seen.target, '/status/200?a=1')
    }
  })

  promises('an absolute target that disagrees goes nowhere but here, or is refused', async ({ exchange, upstream }) => {
    for (const [target, host] of [
      ['http://evil.example/up/status/200', 'localhost'],
      ['http://localhost/up/status/200', 'evil.example'],
      ['http://localhost:1/up/status/200', 'localhost'],
      ['http://user@localhost/up/status/200', 'localhost'],
      ['http://169.254.169.254/latest/meta-data', 'localhost'],
      ['https://localhost/up/status/200', 'evil.example'],
    ] as const) {
      const { answer, received } = await exchange({ target, headers: { host } })
      assert.ok(answer.status < 500, `${target}: ${answer.status}`)
      for (const one of received) assert.equal(one.header('host'), `127.0.0.1:${upstream.port}`)
      if (host === 'evil.example') assert.ok(answer.status >= 400, `${target}: ${answer.status}`)
    }
  })

  promises('other forms of a target are refused', async ({ connect, upstream }) => {
    const earlier = upstream.requests.length
    for (const line of ['OPTIONS *', 'GET localhost:80', 'GET ftp://localhost/up/x', 'GET up/status/200', 'GET ?x=1']) {
      using client = await connect()
      await client.write(`${line} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      const answer = await client.readResponse().catch(() => undefined)
      const status = answer?.status ?? 400
      assert.ok(status >= 400 && status < 500, `${line}: ${status}`)
    }
    assert.equal(upstream.requests.length, earlier)
  })
})
