import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

const SMALL = '{"model":"m"}'
const LARGE = 'x'.repeat(300_000)
const CHUNKS = ['some ', 'chunks']
const BODIES = [{ body: SMALL }, { body: LARGE }, { body: CHUNKS, chunked: true }] as const

const textOf = (body: string | readonly string[]) => (typeof body === 'string' ? body : body.join(''))

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  up: { url: "${url}" }
  asks: { url: "${url}", timeouts: { continue: 1m } }
  briefly: { url: "${url}", timeouts: { continue: 200ms } }
routes:
  - path: /unasked/*
    to: { provider: asks }
    timeouts: { continue: off }
  - path: /asking/*
    to: { url: "${url}" }
    timeouts: { continue: 1m }
`,
  })

  promises('an upload waits for the provider’s 100, and no more is heard of that', async ({ exchange, upstream }) => {
    upstream.script('/when-asked', async (request, reply) => {
      // Where the body comes unasked for, the answer will say so.
      const early = request.content.length
      await reply.head(100, 'Continue')
      await reply.json(200, { early, body: (await request.body).toString() })
    })
    for (const door of ['/asks', '/asking']) {
      for (const sent of BODIES) {
        const { answer, seen } = await exchange({ method: 'POST', target: `${door}/when-asked`, ...sent })
        assert.equal(seen.header('expect'), '100-continue')
        assert.deepEqual(JSON.parse(answer.text()), { early: 0, body: textOf(sent.body) })
        assert.deepEqual(answer.interim, [])
      }
    }
  })

  promises('a provider that refuses an upload at once gets no byte of it', async ({ exchange, upstream }) => {
    for (const status of [413, 401, 417]) {
      upstream.script('/refuses', (_request, reply) => void reply.json(status, { refused: true }))
      for (const sent of BODIES) {
        const { answer, seen } = await exchange({ method: 'POST', target: '/asks/refuses', ...sent })
        assert.equal(answer.status, status)
        assert.equal(answer.header('x-strait-error'), undefined, 'it is the provider’s answer')
        assert.deepEqual(JSON.parse(answer.text()), { refused: true })
        await upstream.waitForClose(seen)
        assert.equal(seen.rawBody.length, 0)
      }
    }
  })

  promises('a provider that never says 100 gets the upload when the wait is over', async ({ exchange }) => {
    for (const sent of BODIES) {
      const began = performance.now()
      const { answer, seen } = await exchange({ method: 'POST', target: '/briefly/echo', ...sent })
      assert.equal(answer.text(), textOf(sent.body))
      assert.equal(seen.header('expect'), '100-continue')
      const waited = (seen.content.firstAt ?? 0) - began
      assert.ok(waited >= 190, `the body came after ${waited} ms`)
    }
  })

  promises('nothing is asked without a body, or where it is off', async ({ exchange }) => {
    const quiet = [
      { target: '/asks/status/200' },
      { method: 'POST', target: '/asks/status/200', headers: { 'content-length': '0' } },
      { method: 'DELETE', target: '/asks/status/200' },
      { method: 'POST', target: '/up/echo', body: SMALL },
      { method: 'POST', target: '/unasked/echo', body: SMALL },
    ]
    for (const sent of quiet) {
      const { answer, seen } = await exchange(sent)
      assert.equal(answer.status, 200)
      assert.equal(seen.header('expect'), undefined, sent.target)
    }
  })

  promises('the caller’s own expectation is met here, whatever the provider says', async ({ connect, upstream }) => {
    upstream.script('/reads', async (request, reply) => {
      await reply.head(100, 'Continue')
      await reply.send(200, await request.body)
    })
    using client = await connect()
    await client.write(
      'POST /asks/reads HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\nexpect: 100-continue\r\n\r\n',
    )
    assert.equal((await client.readHead()).status, 100)
    await client.write('body')
    const answer = await client.readResponse()
    assert.equal(answer.text(), 'body')
    assert.deepEqual(answer.interim, [], 'one 100 and no more')
    const seen = await upstream.waitForRequest((one) => one.target === '/reads')
    assert.deepEqual(seen.headerAll('expect'), ['100-continue'])
  })

  promises('a caller that leaves in the wait takes its call with it', async ({ connect, upstream }) => {
    upstream.script('/silent', () => {})
    // Behind a large body that nobody reads the caller's leaving can't be seen before the wait is over.
    for (const [door, body] of [
      ['/asks', SMALL],
      ['/briefly', LARGE],
    ] as const) {
      const before = upstream.requests.length
      const client = await connect()
      await client.send({ method: 'POST', target: `${door}/silent`, body })
      const seen = await upstream.waitForRequest((one) => upstream.requests.indexOf(one) >= before)
      client.close()
      await upstream.waitForClose(seen)
      if (body === SMALL) assert.equal(seen.rawBody.length, 0)
    }
  })
})
