import assert from 'node:assert/strict'
import { chunkBytes, deferred, delay, lastChunk, type Script, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { hangs, held, inTurn, resets, says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked, received } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
routes:
  - { path: /r/*, to: { provider: a, hedge: { after: 150ms } } }
  - { path: /usual/*, to: { provider: a, hedge: true } }
  - { path: /patient/*, to: { provider: a, hedge: { after: 5s } } }
  - { path: /soon/*, to: { provider: a, hedge: { after: 1s } } }
  - path: /share/*
    to: { strategy: fallback, hedge: { after: 150ms }, targets: [{ provider: a }, { provider: b }] }
`,
  })
  const long = { timeoutMs: 30_000 }
  const reached = (times: number) => until(() => at.a.requests.length >= times)

  promises(
    'an answer that is late is asked for a second time; the first that comes is the client’s',
    async ({ app }) => {
      does({ a: inTurn(hangs, says(200, 'second')) })
      const began = performance.now()
      const answer = await ask('/r/late', { body: '{ "n" : 1.0 }' })
      assert.equal(answer.text(), 'second')
      const [first, second] = at.a.requests
      assert.ok(first !== undefined && second !== undefined)
      assert.ok(second.headAt - began >= 140, 'not before it is late')
      assert.equal(first.content.bytes().toString(), '{ "n" : 1.0 }')
      assert.equal(second.content.bytes().toString(), '{ "n" : 1.0 }')
      assert.ok((await at.a.waitForClose(first)) !== undefined, 'the loser is let go')
      const line = await app.waitForLog((one) => one['target'] === '/r/late')
      assert.deepEqual([line['status'], line['attempts']], [200, 2], 'both are on the record')
    },
  )

  promises('the first may win as well, and then the second is let go', async () => {
    const gate = deferred()
    does({ a: inTurn(held(gate.promise, says(200, 'first')), hangs) })
    const asking = ask('/r/x', long)
    await reached(2)
    gate.resolve()
    assert.equal((await asking).text(), 'first')
    const loser = at.a.requests[1]
    assert.ok(loser !== undefined && (await at.a.waitForClose(loser)) !== undefined)
  })

  promises('what answers in time is asked once', async () => {
    for (let i = 0; i < 10; i++) await ask('/patient/x')
    assert.equal(at.a.requests.length, 10)
    does({ a: held(delay(400), says(200)) })
    assert.equal((await ask('/patient/x')).status, 200)
    assert.equal(at.a.requests.length, 11)
  })

  promises('a late body is not a late answer', async ({ connect }) => {
    const slow: Script = async (request, reply) => {
      await request.body
      reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
      await reply.chunk('data: 1\n\n')
      await at.a.gate('enough')
      await reply.endChunks()
    }
    does({ a: slow })
    using client = await connect()
    await client.send({ method: 'POST', target: '/soon/x', body: '{}' })
    const answer = await client.openResponse()
    await answer.waitForText('data: 1')
    await delay(1_300)
    at.a.open('enough')
    assert.equal((await answer.done).complete, true)
    assert.equal(at.a.requests.length, 1)
  })

  promises('a failure of one is no answer while the other is under way', async () => {
    const gate = deferred()
    does({ a: inTurn(held(gate.promise, says(200, 'good')), says(503, 'bad')) })
    const asking = ask('/r/x', long)
    await until(() => at.a.requests[1]?.replyEndedAt !== undefined)
    await delay(100)
    gate.resolve()
    assert.deepEqual([(await asking).text(), at.a.requests.length], ['good', 2])
    at.a.clear()
    does({ a: inTurn(held(reached(2), says(503, 'one')), says(503, 'two')) })
    const both = await ask('/r/x', long)
    assert.deepEqual([both.status, at.a.requests.length], [503, 2])
    at.a.clear()
    does({ a: resets })
    assertRefused(await ask('/patient/x'), 502, 'upstream_reset')
    assert.equal(at.a.requests.length, 1, 'what fails early is not late')
  })

  promises('in a tree the next target comes after both', async () => {
    does({ a: held(reached(2), says(503)) })
    assert.equal((await ask('/share/x', long)).text(), 'b')
    assert.equal(asked(), 'a a b')
  })

  promises('an upload that is still under way goes once', async ({ connect }) => {
    using client = await connect()
    await client.write('POST /r/x HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
    await client.write(chunkBytes('a beginning'))
    await at.a.waitForRequest()
    await delay(400)
    await client.write(chunkBytes(', and an end'))
    await client.write(lastChunk())
    assert.equal((await client.readResponse()).status, 200)
    assert.equal(at.a.requests.length, 1)
    assert.equal(at.a.requests[0]?.content.bytes().toString(), 'a beginning, and an end')
  })

  promises('a client that leaves takes both with it', async ({ connect }) => {
    does({ a: hangs })
    const client = await connect()
    await client.send({ method: 'POST', target: '/r/x', body: '{}' })
    await reached(2)
    client.reset()
    for (const request of [...at.a.requests]) assert.ok((await at.a.waitForClose(request)) !== undefined)
    assert.equal(at.a.requests.length, 2)
  })

  promises('without a time: when it is later than usual, once it is known what that is', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200)) })
    const early = ask('/usual/x', long)
    await reached(1)
    await delay(300)
    assert.equal(at.a.requests.length, 1, 'nothing is known by now')
    gate.resolve()
    await early
    does({ a: says(200) })
    for (let i = 0; i < 40; i++) await ask('/usual/x')
    at.a.clear()
    does({ a: inTurn(hangs, says(200, 'second')) })
    assert.equal((await ask('/usual/x', long)).text(), 'second')
  })

  promises('where all are late few are asked for twice', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200)) })
    const all = Array.from({ length: 30 }, () => ask('/r/x', long))
    await until(() => received().length >= 30)
    await until(() => received().length > 30, { what: 'a second attempt' })
    await delay(500)
    assert.ok(received().length <= 36, `${received().length - 30} second attempts of 30`)
    gate.resolve()
    for (const answer of await Promise.all(all)) assert.equal(answer.status, 200)
  })
})
