import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { type HeaderList, type RequestOptions, type Script, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { counted, forEachStore, isKept, numbered, withHeaders, written } from './cached.ts'
import { scene } from './scene.ts'

const HEADERS: HeaderList = [
  ['content-type', 'application/json'],
  ['accept-encoding', 'gzip'],
  ['x-team', 'red'],
]

forEachRuntime((_runtime, use) => {
  forEachStore((store) => {
    const { promises, at, does, ask } = scene(use, {
      targets: ['a'],
      config: (url) => `
cache: { store: "${store}" }
providers:
  openai: { url: "${url.a}/v1" }
routes:
  - { path: /c/*, to: { url: "${url.a}" }, cache: true }
  - { path: /d/*, to: { url: "${url.a}" }, cache: true }
  - { path: /none/*, to: { url: "${url.a}" } }
  - { path: /short/*, to: { url: "${url.a}" }, cache: { max_age: 1s } }
  - { path: /small/*, to: { url: "${url.a}" }, cache: { max_entry: 1kB, max_request: 1kB } }
  - { path: /posts/*, to: { url: "${url.a}" }, cache: { methods: POST } }
  - { path: /openai-kept/*, to: { provider: openai }, cache: true }
`,
    })
    const times = () => at.a.requests.length

    promises('the same request gets the same answer, byte for byte, and nobody is asked again', async () => {
      const answers: Script = async (request, reply) => {
        await request.body
        const headers: HeaderList = [
          ['Content-Type', 'application/octet-stream'],
          ['X-Twice', 'a'],
          ['x-between', '\xfc'],
          ['x-twice', 'b'],
          ['Date', 'Sat, 01 Nov 2025 10:00:00 GMT'],
          ['x-ratelimit-remaining', '99'],
          ['x-empty', ''],
        ]
        await reply.send(200, Buffer.from([0, 13, 10, 255, 128, times()]), headers)
      }
      does({ a: answers })
      const asked = { headers: HEADERS, body: '{"model":"m","n": 1.0}' }
      const again = await isKept(() => ask('/c/chat/completions?q=%41', asked), 'octets')
      assert.equal(again.header('content-length'), '6')
      assert.equal(again.header('date'), 'Sat, 01 Nov 2025 10:00:00 GMT')
      assert.equal(times(), 1)
      await ask('/none/chat/completions?q=%41', asked)
      await ask('/none/chat/completions?q=%41', asked)
      assert.equal(times(), 3, 'a route without a cache has none')
    })

    promises('an answer grows older, by the second, and is asked for anew when its time is over', async () => {
      does({ a: numbered((n) => [200, `${n}`, { 'content-type': 'text/plain', age: '100' }]) })
      const first = await ask('/c/age')
      assert.equal(first.header('age'), '100', 'the answer itself is as it came')
      assert.ok(Number((await ask('/c/age')).header('age')) >= 100, 'it was that old when it came')
      does({ a: counted() })
      assert.equal((await ask('/short/x')).text(), '{"n":1}')
      const ages = new Set<string | undefined>()
      await until(
        async () => {
          const answer = await ask('/short/x')
          if (answer.text() === '{"n":1}') ages.add(answer.header('age'))
          return answer.text() === '{"n":2}'
        },
        { what: 'the second answer', everyMs: 50 },
      )
      assert.deepEqual([...ages], ['0'], 'never given again when it is a second old')
    })

    promises('an answer that is compressed stays so, and one who takes none gets none', async () => {
      const zipped = gzipSync('one '.repeat(500))
      does({
        a: (request, reply) =>
          request.header('accept-encoding') === 'gzip'
            ? reply.send(200, zipped, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).then(() => {})
            : reply.send(200, 'plain', { 'content-type': 'text/plain' }).then(() => {}),
      })
      const again = await isKept(() => ask('/c/zip', { headers: HEADERS }), 'gzip')
      assert.ok(zipped.equals(again.body))
      assert.equal(again.header('content-encoding'), 'gzip')
      const plain = withHeaders(HEADERS, { 'accept-encoding': 'identity' })
      assert.equal((await isKept(() => ask('/c/zip', { headers: plain }), 'identity')).text(), 'plain')
      assert.equal(times(), 2)
    })

    promises('whatever would come to the provider makes another request', async () => {
      does({ a: counted() })
      const base: RequestOptions = { headers: HEADERS, body: '{"model":"m"}' }
      const variants: [target: string, options: RequestOptions][] = [
        ['/c/x', base],
        ['/c/x', { ...base, body: '{"model": "m"}' }],
        ['/c/x', { ...base, body: '{"model":"n"}' }],
        ['/c/x', { ...base, body: '' }],
        ['/c/y', base],
        ['/c/%78', base],
        ['/c/x?', base],
        ['/c/x?key=one', base],
        ['/c/x?key=two', base],
        ['/d/x', base],
        ['/c/x', { headers: HEADERS, method: 'GET' }],
        ...[
          { 'x-team': 'blue' },
          { 'x-team': 'red, red' },
          { 'accept-encoding': 'br' },
          { 'content-type': 'application/json; charset=utf-8' },
          { accept: 'text/event-stream' },
          { authorization: 'Bearer sk-one' },
          { authorization: 'Bearer sk-two' },
          { 'x-api-key': 'sk-one' },
          { 'api-key': 'sk-one' },
          { 'x-goog-api-key': 'sk-one' },
          { cookie: 'session=one' },
          { cookie: 'session=two' },
          { host: 'localhost' },
        ].map((others): [string, RequestOptions] => ['/c/x', { ...base, headers: withHeaders(HEADERS, others) }]),
      ]
      const seen = new Set<string>()
      for (const [target, options] of variants) {
        const what = `${target} ${JSON.stringify(options)}`
        const { size } = seen
        seen.add((await isKept(() => ask(target, options), what)).text())
        assert.equal(seen.size, size + 1, `${what} got another's answer`)
      }
      assert.equal(times(), variants.length)
      // None of them has thrown out another.
      for (const [target, options] of variants) await ask(target, options)
      assert.equal(times(), variants.length)
    })

    promises('what only says how the request came here makes none', async () => {
      does({ a: counted() })
      const first = await ask('/c/way', { headers: HEADERS })
      const said = {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        baggage: 'a=b',
        'x-request-id': 'one',
        'user-agent': 'another/2',
        'x-stainless-retry-count': '2',
        'x-forwarded-for': '10.0.0.9',
        'x-strait-info': 'true',
      }
      for (const [name, value] of Object.entries(said)) {
        const again = await ask('/c/way', { headers: [[name, value], ...HEADERS.toReversed()] as HeaderList })
        assert.equal(again.text(), first.text(), name)
      }
      assert.equal(times(), 1)
    })

    promises('not more than was said to be kept; a larger request is passed on', async () => {
      does({ a: numbered((n) => [200, `{"n":${n},"pad":"${'x'.repeat(n > 2 ? 10 : 1_100)}"}`]) })
      const bodies: [body: string, times: number][] = [
        ['{"answer":"large"}', 2],
        [`{"asked":"${'y'.repeat(1_100)}"}`, 2],
        ['{"both":"small"}', 1],
      ]
      for (const [body, expected] of bodies) {
        const before = times()
        for (let i = 0; i < 2; i++) assert.equal((await ask('/small/x', { body })).status, 200)
        assert.equal(times() - before, expected, body.slice(0, 20))
        const sent = at.a.requests.at(-1)?.content.bytes().toString()
        assert.equal(sent, body, 'it arrived whole')
      }
    })

    promises('a request in pieces is the same as one in one', async () => {
      does({ a: counted() })
      const first = await ask('/c/pieces', { headers: HEADERS, body: ['{"mo', 'del":"m"}'], chunked: true })
      assert.equal((await ask('/c/pieces', { headers: HEADERS, body: '{"model":"m"}' })).text(), first.text())
      assert.equal(at.a.requests[0]?.content.bytes().toString(), '{"model":"m"}')
    })

    promises('methods, and calls of a known provider that are answered anew each time', async () => {
      does({ a: counted() })
      const rows: [target: string, method: string, kept: boolean][] = [
        ['/posts/x', 'POST', true],
        ['/posts/x', 'GET', false],
        ['/c/x', 'PUT', false],
        ['/c/x', 'DELETE', false],
        ['/openai-kept/chat/completions', 'POST', true],
        ['/openai-kept/embeddings', 'POST', true],
        ['/openai-kept/models', 'GET', true],
        ['/openai-kept/files', 'POST', false],
        ['/openai-kept/batches', 'POST', false],
        ['/openai-kept/responses/resp_1', 'GET', false],
        ['/openai-kept/chat/completions/chatcmpl-1', 'POST', false],
      ]
      for (const [target, method, kept] of rows) {
        const [first, second] = [await ask(target, { method }), await ask(target, { method })]
        assert.equal(second.text() === first.text(), kept, `${method} ${target}`)
        assert.equal(second.header('age') !== undefined, kept, `${method} ${target}`)
      }
    })

    promises('a request says that it wants none, a new one, or one that is young enough', async () => {
      does({ a: counted() })
      const rows: [headers: Record<string, string>, asks: boolean, isKeptThen: boolean][] = [
        [{}, true, true],
        [{ 'cache-control': 'no-store' }, true, false],
        [{ 'cache-control': 'no-cache' }, true, true],
        [{ 'cache-control': 'max-age=0' }, true, true],
        [{ pragma: 'no-cache' }, true, true],
        [{ 'cache-control': 'max-age=60' }, false, true],
        [{ range: 'bytes=0-1' }, true, false],
        [{ 'if-none-match': '"x"' }, true, false],
      ]
      let kept = ''
      for (const [others, asks, isKeptThen] of rows) {
        const before = times()
        const answer = await ask('/c/says', { headers: withHeaders(HEADERS, others) })
        assert.equal(times() - before, asks ? 1 : 0, JSON.stringify(others))
        if (isKeptThen) kept = answer.text()
        const then = await ask('/c/says', { headers: HEADERS })
        assert.deepEqual([then.text(), written(then)[0]], [kept, 200], JSON.stringify(others))
      }
    })
  })
})
