import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { COMPRESSED_TEXT, request, type Upstream } from '@strait/testkit'
import { forEachRuntime, standardConfig } from '../suite.ts'

/** The apps without sockets of their own: what every transport owes, over the runtime's own `fetch`. */
const config = (upstream: Upstream) => `transport: fetch\n${standardConfig(upstream)}`

forEachRuntime((_runtime, use) => {
  const { promises } = use({ config })

  promises(
    'over fetch, a JSON POST is answered byte for byte, with the held key in the place of the caller’s',
    async ({ exchange }) => {
      const body = '{"model":"m", "n":1.0, "s":"\\u00e9"}'
      const headers = { 'content-type': 'application/json', 'x-api-key': 'mine', 'anthropic-version': '2023-06-01' }
      const { answer, seen } = await exchange({ method: 'POST', target: '/anthropic/v1/echo', headers, body })
      assert.deepEqual([answer.status, answer.text()], [200, body])
      assert.equal(seen.content.bytes().toString(), body)
      assert.equal(seen.header('x-api-key'), 'sk-ant-held-by-strait')
      assert.equal(seen.header('anthropic-version'), '2023-06-01')
    },
  )

  promises('over fetch, each event of a stream arrives as it is sent', async ({ connect, upstream }) => {
    using client = await connect()
    await client.send({ method: 'POST', target: '/up/sse?n=3&gate=events', body: '{}' })
    const answer = await client.openResponse()
    await answer.waitForText('\n\n')
    assert.ok(!answer.text().includes('[DONE]'), 'the upstream still waits')
    upstream.open('events')
    await answer.done
    assert.equal(answer.complete, true)
    assert.ok(answer.text().includes('[DONE]'))
  })

  promises('over fetch, an upload passes whole, with its length or in chunks', async ({ exchange }) => {
    const body = 'x'.repeat(3_000_000)
    for (const chunked of [false, true]) {
      const { answer, seen } = await exchange({ method: 'POST', target: '/up/slow-read?ms=0', body: [body], chunked })
      assert.equal(answer.text(), '{"bytes":3000000}')
      assert.equal(seen.state, 'complete')
    }
  })

  promises('over fetch, a compressed answer can be read as its head says', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/gzip', headers: { 'accept-encoding': 'gzip' } })
    assert.equal(answer.complete, true)
    const bytes = answer.content.bytes()
    const text = answer.header('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes
    assert.equal(text.toString(), COMPRESSED_TEXT)
  })

  promises('over fetch, an answer that is cut off is no clean end', async ({ exchange }) => {
    for (const path of ['fin-mid-length', 'reset-mid-chunk', 'fin-between-chunks']) {
      const { answer } = await exchange({ target: `/up/${path}` })
      assert.equal(answer.complete, false, path)
    }
  })

  promises('over fetch, a call that fails is refused with a code, and not sent again', async ({ exchange }) => {
    const { answer, received } = await exchange({ method: 'POST', target: '/up/reset-before-head', body: '{}' })
    assert.deepEqual([answer.status, answer.header('x-strait-error')], [502, 'upstream_reset'])
    assert.equal(received.length, 1)
  })

  promises('over fetch, what fetch would send otherwise is refused', async ({ exchange }) => {
    const { answer, received } = await exchange({ method: 'TRACE', target: '/up/any' })
    assert.equal(answer.header('x-strait-error'), 'method_unsupported')
    assert.equal(received.length, 0)
  })

  promises('over fetch, a client that leaves takes the call along', async ({ connect, upstream }) => {
    using client = await connect()
    await client.send({ target: '/up/silent-body?leaves' })
    const answer = await client.openResponse()
    await answer.waitForBytes(1)
    client.close()
    const seen = await upstream.waitForRequest(({ target }) => target.includes('leaves'))
    assert.ok(await upstream.waitForClose(seen))
  })

  const closed = use({
    config: () => 'listen: 127.0.0.1:0\ntransport: fetch\nproviders: { up: { url: "http://127.0.0.1:2" } }\n',
  })
  closed.promises('over fetch, an upstream that nobody answers for is told as one', async ({ app }) => {
    const answer = await request(app.port, { target: '/up/any' })
    assert.equal(answer.status, 502)
    assert.match(answer.header('x-strait-error') ?? '', /^upstream_(refused|unreachable)$/)
  })
})
