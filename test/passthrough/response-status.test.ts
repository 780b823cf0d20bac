import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

const STATUSES = [
  200, 201, 202, 203, 206, 207, 208, 226, 246, 299, 300, 399, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410,
  411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 444, 446, 451, 498, 499, 500,
  501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 524, 525, 529, 530, 598, 599,
] as const

const REDIRECTS = [300, 301, 302, 303, 305, 307, 308] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('every status from 200 to 599 arrives with its body', async ({ exchange }) => {
    for (const status of STATUSES) {
      const { answer, received } = await exchange({ target: `/up/status/${status}` })
      assert.equal(received.length, 1, `${status} was asked for ${received.length} times`)
      assert.equal(answer.status, status)
      assert.equal(answer.text(), `{"status":${status}}`)
      assert.equal(answer.header('content-type'), 'application/json')
      assert.equal(answer.header('x-strait-error'), undefined)
    }
  })

  promises('a provider’s error to a POST is its own answer, whole and once', async ({ exchange }) => {
    for (const status of [400, 401, 408, 413, 429, 500, 502, 503, 504, 529]) {
      const { answer, seen } = await exchange({ method: 'POST', target: `/up/status/${status}`, body: '{}' })
      assert.equal(seen.method, 'POST')
      assert.equal(answer.status, status)
      assert.equal(answer.text(), `{"status":${status}}`)
    }
  })

  promises('the reason phrase arrives as sent', async ({ exchange }) => {
    for (const reason of ['Fine', 'Over-Loaded', 'OK']) {
      const { answer } = await exchange({ target: `/up/status/529?reason=${reason}` })
      assert.equal(answer.reason, reason)
    }
  })

  promises('an odd reason phrase costs at most itself', async ({ exchange, upstream }) => {
    for (const reason of ['', 'caf\xe9', 'a'.repeat(2_000), 'tab\there']) {
      upstream.script('/reason', (_request, reply) => {
        void reply.raw(`HTTP/1.1 200 ${reason}\r\ncontent-length: 2\r\n\r\nok`)
        reply.end()
      })
      const { answer } = await exchange({ target: '/up/reason' })
      assert.equal(answer.status, 200)
      assert.equal(answer.text(), 'ok')
    }
  })

  promises('204 and 304 have no body and no length that promises one', async ({ connect }) => {
    using client = await connect()
    for (const status of [204, 304]) {
      await client.send({ target: `/up/${status}` })
      const answer = await client.readResponse()
      assert.equal(answer.status, status)
      assert.equal(answer.content.length, 0)
      assert.equal(answer.header('transfer-encoding'), undefined)
      // Were there a body, the next answer on this connection would not be clean.
      await client.send({ target: '/up/status/200' })
      const next = await client.readResponse()
      assert.deepEqual([next.status, next.text(), next.problems], [200, '{"status":200}', []])
    }
  })

  promises('304 keeps its etag and the length it speaks of', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/304', headers: { 'if-none-match': '"abc"' } })
    assert.equal(answer.header('etag'), '"abc"')
    assert.equal(answer.header('content-length'), '1234')
  })

  promises('205 is empty, and the client knows that it is whole', async ({ connect }) => {
    using client = await connect({ timeoutMs: 3_000 })
    await client.send({ target: '/up/205' })
    const answer = await client.readResponse()
    assert.equal(answer.status, 205)
    assert.equal(answer.complete, true)
    assert.equal(answer.content.length, 0)
  })

  promises('HEAD tells the length and coding of what GET would bring', async ({ exchange }) => {
    const first = await exchange({ method: 'HEAD', target: '/up/head-with-length' })
    assert.equal(first.answer.header('content-length'), '1234')
    const second = await exchange({ method: 'HEAD', target: '/up/gzip' })
    assert.equal(second.answer.header('content-encoding'), 'gzip')
    assert.match(second.answer.header('content-length') ?? '', /^[1-9]\d*$/)
    assert.equal(second.answer.content.length, 0)
  })

  promises('HEAD without a length gets none made up', async ({ exchange }) => {
    const { answer } = await exchange({ method: 'HEAD', target: '/up/head-without-length' })
    assert.equal(answer.status, 200)
    assert.equal(answer.header('content-length'), undefined)
  })

  promises('redirects are handed on and never followed', async ({ exchange }) => {
    for (const status of REDIRECTS) {
      for (const to of ['/echo', 'https://elsewhere.example/a?b=c%2Fd', '../up', 'http://169.254.169.254/']) {
        const target = `/up/redirect/${status}?to=${encodeURIComponent(to)}`
        const { answer, seen } = await exchange({
          method: 'POST',
          target,
          headers: { authorization: 'Bearer k' },
          body: 'b',
        })
        assert.equal(seen.method, 'POST')
        assert.equal(answer.status, status)
        assert.deepEqual(answer.headerAll('location'), [to])
        assert.equal(answer.text(), 'moved')
      }
    }
  })
})
