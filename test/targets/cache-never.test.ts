import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { type HeaderInput, request, type Script, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { isKept, numbered } from './cached.ts'
import { scene } from './scene.ts'
import { resets, says } from './scripts.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const STREAM = { 'content-type': 'text/event-stream' }

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask } = scene(use, {
    targets: ['a'],
    config: (url) => `
providers:
  clean: { url: "${url.a}", headers: { response: { remove: [set-cookie, cache-control], add: { x-by: strait } } } }
routes:
  - { path: /c/*, to: { url: "${url.a}" }, cache: true }
  - { path: /clean/*, to: { provider: clean }, cache: true }
  - { path: /retried/*, to: { url: "${url.a}", retry: { attempts: 1, backoff: { initial: 1ms, max: 1ms } } }, cache: true }
`,
  })
  const times = () => at.a.requests.length

  /** What two requests for the same cost. */
  async function twice(target: string): Promise<number> {
    at.a.clear()
    for (let i = 0; i < 2; i++) await ask(target)
    return times()
  }

  promises('only answers that went well are kept', async () => {
    for (const status of [201, 202, 203, 206, 301, 400, 401, 404, 410, 429, 500, 503]) {
      does({ a: says(status, '{}', JSON_TYPE) })
      assert.equal(await twice(`/c/${status}`), 2, `${status}`)
    }
    does({ a: resets })
    assert.equal(await twice('/c/reset'), 2)
    does({
      a: async (sent, reply) => {
        await sent.body
        await reply.head(204, 'No Content')
        reply.end()
      },
    })
    assert.equal(await twice('/c/204'), 2)
  })

  promises('and none that its provider says is for one, for once, or for a part', async () => {
    const rows: [headers: Record<string, string>, kept: boolean][] = [
      [{}, true],
      [{ 'set-cookie': 'a=b' }, false],
      [{ 'cache-control': 'no-store' }, false],
      [{ 'cache-control': 'max-age=60, Private' }, false],
      [{ 'cache-control': 'no-cache' }, false],
      [{ 'cache-control': 'max-age=60' }, true],
      [{ vary: '*' }, false],
      [{ vary: 'User-Agent' }, false],
      [{ vary: 'Accept-Encoding, Origin' }, true],
      [{ 'content-range': 'bytes 0-1/2' }, false],
      [{ age: '86401' }, false],
    ]
    for (const [headers, kept] of rows) {
      does({ a: numbered((n) => [200, `{"n":${n}}`, { ...JSON_TYPE, ...headers }]) })
      assert.equal(
        await twice(`/c/${encodeURIComponent(JSON.stringify(headers))}`),
        kept ? 1 : 2,
        JSON.stringify(headers),
      )
    }
  })

  promises('what the rules of a target take out does not count against an answer', async () => {
    const headers: HeaderInput = { ...JSON_TYPE, 'set-cookie': 'a=b', 'cache-control': 'private' }
    does({ a: numbered((n) => [200, `{"n":${n}}`, headers]) })
    const again = await isKept(() => ask('/clean/x'), 'without its cookie')
    assert.deepEqual([again.headerAll('set-cookie'), again.headerAll('x-by'), times()], [[], ['strait'], 1])
  })

  promises('a failure that says 200 is none', async () => {
    const bodies: [type: HeaderInput, body: string | Uint8Array, kept: boolean][] = [
      [JSON_TYPE, '{"error":{"message":"overloaded"}}', false],
      [JSON_TYPE, '{"error":null,"ok":true}', true],
      [JSON_TYPE, '{"cut":', false],
      [STREAM, 'data: {"delta":"a"}\n\ndata: [DONE]\n\n', true],
      [STREAM, 'data: {"delta":"a"}\n\ndata: {"error":{"message":"overloaded"}}\n\n', false],
      [STREAM, 'event: message_start\ndata: {}\n\nevent: error\ndata: {"type":"error"}\n\n', false],
      [{ ...STREAM, 'content-encoding': 'gzip' }, gzipSync('data: {}\n\n'), false],
    ]
    for (const [i, [headers, body, kept]] of bodies.entries()) {
      does({ a: (_sent, reply) => reply.send(200, body, headers).then(() => {}) })
      assert.equal(await twice(`/c/well-${i}`), kept ? 1 : 2, `${JSON.stringify(headers)} ${body}`)
    }
  })

  promises('an answer that is cut is never given again, however it was cut', async ({ connect }) => {
    const begins: Script[] = [
      async (_sent, reply) => {
        await reply.head(200, 'OK', { ...JSON_TYPE, 'content-length': '1000' })
        await reply.raw('{"n":1')
      },
      async (_sent, reply) => {
        await reply.head(200, 'OK', { ...STREAM, 'transfer-encoding': 'chunked' })
        await reply.chunk('data: {"n":1}\n\n')
      },
    ]
    for (const [i, begin] of begins.entries()) {
      for (const how of ['close', 'reset'] as const) {
        at.a.clear()
        const target = `/c/cut-${i}-${how}`
        does({
          a: async (sent, reply) => {
            await sent.body
            await begin(sent, reply)
            await at.a.gate(target)
            reply[how]()
          },
        })
        using client = await connect()
        await client.send({ method: 'POST', target, body: '{"model":"m"}', headers: JSON_TYPE })
        const answer = await client.openResponse()
        await answer.waitForText('"n":1')
        at.a.open(target)
        assert.equal((await answer.done).complete, false)
        does({ a: says(200, 'whole') })
        for (let n = 0; n < 2; n++) assert.equal((await ask(target)).text(), 'whole')
        assert.equal(times(), 2)
      }
    }
  })

  promises('one whose client left in the middle is not kept', async ({ connect, app }) => {
    does({
      a: async (sent, reply) => {
        await sent.body
        await reply.head(200, 'OK', { ...STREAM, 'transfer-encoding': 'chunked' })
        await reply.chunk('data: {"n":1}\n\n')
        await at.a.gate('left')
        reply.end()
      },
    })
    const client = await connect()
    await client.send({ method: 'POST', target: '/c/left', body: '{}', headers: JSON_TYPE })
    await (await client.openResponse()).waitForText('"n":1')
    client.reset()
    await app.waitForLog((line) => line['target'] === '/c/left')
    at.a.open('left')
    does({ a: says(200, 'whole') })
    assert.equal((await ask('/c/left', { body: '{}', headers: JSON_TYPE })).text(), 'whole')
  })

  promises('trailers go with their answer, and it is not kept', async () => {
    does({
      a: async (sent, reply) => {
        await sent.body
        await reply.head(200, 'OK', { ...JSON_TYPE, trailer: 'x-sum', 'transfer-encoding': 'chunked' })
        await reply.chunk(`{"n":${times()}}`)
        await reply.endChunks({ 'x-sum': '1' })
      },
    })
    assert.equal(await twice('/c/trailers'), 2)
  })

  promises('of several attempts the one that went well is kept', async ({ app }) => {
    let n = 0
    does({ a: (sent, reply) => says(++n === 1 ? 503 : 200, `${n}`)(sent, reply) })
    assert.equal((await ask('/retried/x')).text(), '2')
    assert.equal((await ask('/retried/x')).text(), '2')
    assert.equal(times(), 2)
    // What was found is on the record: nobody was asked, and who had answered is known.
    const line = await until(() =>
      app.lines().find((each) => each['cache'] === 'hit' && each['target'] === '/retried/x'),
    )
    assert.deepEqual([line['attempts'], line['status'], line['route']], [0, 200, '/retried/*'])
  })

  promises('HEAD asks for the same as GET, and neither gets the other’s', async ({ app }) => {
    does({ a: numbered((n) => [200, `{"n":${n}}`]) })
    await isKept(() => ask('/c/head', { method: 'GET' }), 'GET')
    const head = await request(app.port, { method: 'HEAD', target: '/c/head' })
    assert.deepEqual([head.status, head.body.length, times()], [200, 0, 2])
  })
})
