import assert from 'node:assert/strict'
import { connect, request } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

const EXCHANGES = 200

type Kind = (stage: Stage, token: string) => Promise<void>

/** Each says what it may see; all of it bears its own token and nobody else's. */
const KINDS: readonly Kind[] = [
  async ({ app }, token) => {
    const body = `${token} `.repeat(2_000)
    const answer = await request(app.port, { method: 'POST', target: '/up/echo', body })
    assert.equal(answer.text(), body)
  },
  async ({ app }, token) => {
    const answer = await request(app.port, {
      method: 'POST',
      target: '/up/duplex',
      body: [token, token, token],
      chunked: true,
    })
    assert.equal(answer.text(), token.repeat(3))
  },
  async ({ app }, token) => {
    const headers = { 'x-token': token }
    const answer = await request(app.port, { target: '/up/tokens', headers })
    assert.equal(answer.header('x-token'), token)
    assert.equal(answer.text(), `${token};`.repeat(20))
  },
  async ({ app }, token) => {
    const answer = await request(app.port, { target: `/up/unscripted/${token}?${token}` })
    assert.deepEqual(answer.json(), { object: 'unscripted', method: 'GET', target: `/unscripted/${token}?${token}` })
  },
  async ({ app }) => {
    const answer = await request(app.port, { target: '/up/reset-before-head' })
    assert.equal(answer.status, 502)
  },
  async ({ app }) => {
    const answer = await request(app.port, { target: '/up/fin-mid-chunk?ms=5' })
    assert.equal(answer.complete, false)
    assert.ok('one whole chunkonly this'.startsWith(answer.text()))
  },
  async ({ app }) => {
    using client = await connect(app.port)
    await client.send({ target: '/up/silent-body' })
    const answer = await client.openResponse()
    await answer.waitForText('data: first')
    assert.equal(answer.text(), 'data: first\n\n')
    client.reset()
  },
  async ({ app }, token) => {
    using client = await connect(app.port)
    for (let i = 0; i < 3; i++) {
      await client.send({ method: 'POST', target: '/up/echo', body: `${token}-${i}` })
      assert.equal((await client.readResponse()).text(), `${token}-${i}`)
    }
  },
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises(`${EXCHANGES} mixed exchanges at once see nothing of each other`, async (stage) => {
    const { upstream } = stage
    upstream.script('/tokens', async (received, reply) => {
      const token = received.header('x-token') ?? ''
      reply.head(200, 'OK', { 'x-token': token, 'transfer-encoding': 'chunked' })
      for (let i = 0; i < 20; i++) await reply.chunk(`${token};`)
      await reply.endChunks()
    })
    const run = (i: number) => (KINDS[i % KINDS.length] as Kind)(stage, `token-${i}-${Math.random()}`)
    const results = await Promise.allSettled(Array.from({ length: EXCHANGES }, (_, i) => run(i)))
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
    assert.deepEqual(failed, [])
    for (const received of upstream.requests) assert.deepEqual(received.problems, [])
  })

  promises('600 streams at once are all served', async ({ app, upstream }) => {
    const clients = await Promise.all(Array.from({ length: 600 }, () => connect(app.port, { timeoutMs: 20_000 })))
    try {
      await Promise.all(clients.map((client) => client.send({ target: '/up/sse?n=3&gate=all' })))
      const answers = await Promise.all(clients.map((client) => client.openResponse()))
      await Promise.all(answers.map((answer) => answer.waitForText('"index":0}', 15_000)))
      upstream.open('all')
      for (const answer of await Promise.all(answers.map((one) => one.done))) {
        assert.equal(answer.complete, true)
        assert.match(answer.text(), /\[DONE\]/)
      }
    } finally {
      for (const client of clients) client.close()
    }
  })
})
