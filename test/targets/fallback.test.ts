import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { type Certificates, chunkBytes, lastChunk, makeCertificates, type Script, until } from '@strait/testkit'
import { type FullBacklog, startFullBacklog } from '../faults/full-backlog.ts'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { closedUrl, scene } from './scene.ts'
import { hangs, resets, says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  let made: Certificates
  let backlog: FullBacklog
  let closed: string

  before(async () => {
    made = await makeCertificates()
    backlog = await startFullBacklog()
    closed = await closedUrl()
  })
  after(() => {
    backlog?.close()
    made?.remove()
  })

  const { promises, at, does, ask, asked } = scene(use, {
    targets: ['a', 'b', 'secure'],
    upstream: (name) => (name === 'secure' ? { tls: made.unknownIssuer } : {}),
    config: (url) => `
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
  a-401: { type: openai, url: "${url.a}/v1", key: first-key-of-target-a }
  a-403: { type: openai, url: "${url.a}/v1", key: second-key-of-target-a }
  closed: { url: "${closed}" }
  full: { url: "http://127.0.0.1:${backlog.port}", timeouts: { connect: 300ms } }
  nowhere: { url: "http://nowhere.invalid" }
  secure: { url: "${url.secure}" }
routes:
  - { path: /r/*, to: { strategy: fallback, targets: [{ provider: a }, { provider: b }] } }
  - { path: /held-401/*, to: { strategy: fallback, targets: [{ provider: a-401 }, { provider: b }] } }
  - { path: /held-403/*, to: { strategy: fallback, targets: [{ provider: a-403 }, { provider: b }] } }
  - { path: /on/*, to: { strategy: fallback, on: [404, unsent], targets: [{ provider: a }, { provider: b }] } }
  - { path: /on-closed/*, to: { strategy: fallback, on: [404, unsent], targets: [{ provider: closed }, { provider: b }] } }
  - { path: /closed/*, to: { strategy: fallback, targets: [{ provider: closed }, { provider: b }] } }
  - { path: /full/*, to: { strategy: fallback, targets: [{ provider: full }, { provider: b }] } }
  - { path: /nowhere/*, to: { strategy: fallback, targets: [{ provider: nowhere }, { provider: b }] } }
  - { path: /tls/*, to: { strategy: fallback, targets: [{ provider: secure }, { provider: b }] } }
  - { path: /to-closed/*, to: { strategy: fallback, targets: [{ provider: a }, { provider: closed }] } }
  - path: /slow/*
    to: { strategy: fallback, timeouts: { first_byte: 300ms, idle: 300ms }, targets: [{ provider: a }, { provider: b }] }
  - path: /one-slow/*
    to: { strategy: fallback, targets: [{ provider: a, timeouts: { first_byte: 300ms } }, { provider: b }] }
  - path: /deep/*
    to:
      strategy: fallback
      targets:
        - { strategy: fallback, on: [429], targets: [{ provider: a }, { provider: closed }] }
        - { strategy: single, targets: [{ provider: b }] }
`,
  })

  promises('what a target could not answer goes to the next', async () => {
    for (const status of [408, 429, 500, 502, 503, 504, 529]) {
      does({ a: says(status, 'no') })
      const answer = await ask('/r/chat/completions')
      assert.deepEqual([status, answer.status, answer.text()], [status, 200, 'b'])
    }
    assert.equal(asked(), Array.from({ length: 7 }, () => 'a b').join(' '))
  })

  promises('a key of ours that is refused is no word about the caller', async () => {
    for (const status of [401, 403]) {
      does({ a: says(status, 'bad key') })
      assert.equal((await ask(`/held-${status}/x`)).text(), 'b')
    }
    assert.equal(asked(), 'a b a b')
  })

  promises('what the caller did wrong goes back to the caller', async () => {
    for (const status of [400, 401, 403, 404, 409, 413, 415, 422]) {
      does({ a: says(status, `it is ${status}`, { 'x-why': 'yours' }) })
      const answer = await ask('/r/x')
      assert.deepEqual([answer.status, answer.text(), answer.header('x-why')], [status, `it is ${status}`, 'yours'])
      assert.equal(answer.header('x-strait-error'), undefined)
    }
    assert.equal(at.b.requests.length, 0)
  })

  promises('connections that are refused, unresolved, not trusted, or never made', async () => {
    for (const route of ['closed', 'full', 'nowhere', 'tls']) {
      const answer = await ask(`/${route}/x`)
      assert.deepEqual([route, answer.status, answer.text()], [route, 200, 'b'])
    }
    assert.equal(asked(), 'b b b b')
  })

  promises('a connection that breaks before the head', async () => {
    const before: Script[] = [
      resets,
      async (request, reply) => {
        await request.body
        reply.close()
      },
      async (request, reply) => {
        await request.body
        await reply.raw('HTTP/1.1 200 OK\r\ncontent-le')
        reply.reset()
      },
    ]
    for (const script of before) {
      does({ a: script })
      assert.equal((await ask('/r/x')).text(), 'b')
    }
    assert.equal(asked(), 'a b a b a b')
  })

  promises('a head that does not come in time, with the timeout of the group or of the target alone', async () => {
    for (const route of ['slow', 'one-slow']) {
      at.a.clear()
      does({ a: hangs })
      const answer = await ask(`/${route}/x`)
      assert.equal(answer.text(), 'b')
      const [given] = at.a.requests
      assert.ok(given !== undefined)
      assert.ok((await at.a.waitForClose(given)) !== undefined, 'nobody waits for the first any more')
    }
  })

  promises('never after the first byte: a body that is cut is cut for the client too', async ({ connect }) => {
    const begins = (end: Script): Script => {
      return async (request, reply) => {
        reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
        await reply.chunk('only this')
        await at.a.gate(request.path)
        await end(request, reply)
      }
    }
    const ends: [string, Script][] = [
      ['reset', (_request, reply) => reply.reset()],
      ['closed', (_request, reply) => reply.close()],
      ['silent', () => {}],
    ]
    for (const [how, end] of ends) {
      does({ a: begins(end) })
      using client = await connect()
      await client.send({ method: 'POST', target: `/slow/${how}`, body: '{}' })
      const answer = await client.openResponse()
      await answer.waitForText('only this')
      at.a.open(`/${how}`)
      assert.equal((await answer.done).complete, false, how)
    }
    assert.equal(asked(), 'a a a')
  })

  promises('`on` replaces what leads to the next', async () => {
    const rows: [Script, status: number, asked: string][] = [
      [says(404), 200, 'a b'],
      [says(500), 500, 'a'],
      [says(429), 429, 'a'],
      [resets, 502, 'a'],
    ]
    for (const [script, status, order] of rows) {
      at.a.clear()
      at.b.clear()
      does({ a: script })
      assert.equal((await ask('/on/x')).status, status)
      assert.equal(asked(), order)
    }
    assert.equal((await ask('/on-closed/x')).text(), 'b')
  })

  promises('the last one’s answer goes out as it came, or the last failure is told', async () => {
    does({
      a: says(500, 'first'),
      b: says(503, 'last', { 'x-of': 'b' }),
    })
    const last = await ask('/r/x')
    assert.deepEqual([last.status, last.text(), last.header('x-of')], [503, 'last', 'b'])
    assert.equal(last.header('x-strait-error'), undefined)
    assertRefused(await ask('/to-closed/x'), 502, 'upstream_refused')
    does({ b: resets })
    assertRefused(await ask('/r/x'), 502, 'upstream_reset')
  })

  promises('a group in a group says for itself what leads on', async () => {
    does({ a: says(429) })
    assert.equal((await ask('/deep/x')).text(), 'b', 'the inner one goes to the closed port, the outer one to b')
    does({ a: says(500) })
    assert.equal((await ask('/deep/x')).text(), 'b')
    does({ a: says(404, 'nowhere') })
    assert.equal((await ask('/deep/x')).text(), 'nowhere')
  })

  promises('a stream of the second target arrives as it is sent', async ({ connect }) => {
    const events: Script = async (request, reply) => {
      await request.body
      reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
      for (let i = 0; i < 3; i++) {
        await reply.chunk(`data: ${i}\n\n`)
        await at.b.gate(`seen ${i}`)
      }
      await reply.endChunks()
    }
    does({ a: says(429, 'no', { 'retry-after': '1' }), b: events })
    using client = await connect()
    await client.send({ method: 'POST', target: '/r/x', body: '{"stream":true}' })
    const answer = await client.openResponse()
    assert.deepEqual([answer.status, answer.header('retry-after')], [200, undefined], 'no line of the first answer')
    for (let i = 0; i < 3; i++) {
      // The next is only sent once this one is here.
      await answer.waitForText(`data: ${i}\n\n`)
      at.b.open(`seen ${i}`)
    }
    assert.equal((await answer.done).complete, true)
  })

  promises('what was uploaded to the first goes to the next, and the rest of it as it comes', async ({ connect }) => {
    const early: Script = async (request, reply) => {
      await until(() => request.content.length > 0)
      await reply.send(503, 'not now')
    }
    does({ a: early })
    using client = await connect()
    await client.write('POST /r/x HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n')
    await client.write(chunkBytes('{"begun":1,'))
    const given = await at.b.waitForRequest()
    await until(() => given.content.length > 0, { what: 'the beginning at the second' })
    await client.write(chunkBytes('"ended":2}'))
    await client.write(lastChunk())
    assert.equal((await client.readResponse()).text(), 'b')
    assert.equal(given.content.bytes().toString(), '{"begun":1,"ended":2}')
  })

  promises('a client that leaves while one is asked costs no second', async ({ connect, app }) => {
    does({ a: hangs })
    const client = await connect()
    const id = 'left-in-the-middle'
    await client.send({ method: 'POST', target: `/r/${id}`, body: '{}' })
    const given = await at.a.waitForRequest()
    client.reset()
    await at.a.waitForClose(given)
    await app.waitForLog((line) => String(line['target']).includes(id))
    await until(() => given.left)
    assert.equal(asked(), 'a')
  })
})
