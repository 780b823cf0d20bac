import assert from 'node:assert/strict'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { forEachRuntime } from '../suite.ts'

const ALL_BYTES = Uint8Array.from({ length: 1_024 }, (_, i) => i & 0xff)
const WORDS = Buffer.from('{"model":"m","input":"words and words and words"}')
const MULTIPART = [
  '--=_Bound (1)\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\0\xff\xfe',
  '\r\n--=_Bound (1)--\r\n',
].join('')

const BODIES: readonly (readonly [what: string, type: string, body: string | Uint8Array])[] = [
  [
    'JSON with odd spacing, doubled keys and long numbers',
    'application/json',
    '{ "a":1.0,\r\n"a" : 12345678901234567890,"\\u00e9":1e400 }\n',
  ],
  ['invalid JSON', 'application/json', '{"model": "m", '],
  ['JSON that is no object', 'application/json; charset=utf-8', '[1, 2]'],
  ['a byte order mark', 'application/json', '\xef\xbb\xbf{}'],
  ['invalid UTF-8', 'application/json', '{"a":"\xff\xc3("}'],
  ['every value of a byte', 'application/octet-stream', ALL_BYTES],
  ['a lone NUL', 'text/plain', '\0'],
  ['what looks like chunks', 'text/plain', '5\r\nhello\r\n0\r\n\r\n'],
  ['what looks like a request', 'text/plain', 'GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n'],
  ['multipart', 'multipart/form-data; boundary="=_Bound (1)"', MULTIPART],
  ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%20+&c'],
  ['an odd content-type', 'APPLICATION/Json;Charset="UTF-8" ; x', '{}'],
]

const CODED = [
  ['gzip', gzipSync(WORDS)],
  ['br', brotliCompressSync(WORDS)],
  ['zstd', zstdCompressSync(WORDS)],
  ['deflate', deflateSync(WORDS)],
  ['gzip, br', brotliCompressSync(gzipSync(WORDS))],
  ['x-strange', WORDS],
] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [what, type, body] of BODIES) {
    promises(`a body of ${what} arrives byte for byte`, async ({ exchange }) => {
      const sent = Buffer.from(typeof body === 'string' ? Buffer.from(body, 'latin1') : body)
      for (const chunked of [false, true]) {
        const { answer, seen } = await exchange({
          method: 'POST',
          target: '/up/echo',
          headers: { 'Content-Type': type },
          body: sent,
          chunked,
        })
        assert.equal(answer.status, 200)
        assert.deepEqual(seen.content.bytes(), sent)
        assert.deepEqual(seen.headerAll('content-type'), [type])
        assert.deepEqual(answer.body, sent)
      }
    })
  }

  promises('a compressed body stays compressed and keeps its content-encoding', async ({ exchange }) => {
    for (const [coding, body] of CODED) {
      const headers = { 'content-type': 'application/json', 'content-encoding': coding }
      const { seen } = await exchange({ method: 'POST', target: '/up/echo', headers, body })
      assert.deepEqual(seen.content.bytes(), body, coding)
      assert.deepEqual(seen.headerAll('content-encoding'), [coding])
      assert.deepEqual(seen.headerAll('content-length'), [`${body.length}`])
    }
  })

  promises('a body with a length keeps that length', async ({ exchange }) => {
    for (const size of [1, 100, 65_535, 65_536, 65_537, 300_000]) {
      const body = Buffer.alloc(size, 'length ')
      const { seen } = await exchange({ method: 'POST', target: '/up/echo', body })
      assert.deepEqual(seen.framing, { kind: 'length', length: size })
      assert.equal(seen.header('transfer-encoding'), undefined)
      assert.ok(seen.content.bytes().equals(body))
    }
  })

  promises('a chunked body stays chunked', async ({ exchange }) => {
    for (const body of [['one'], ['a', 'bc', 'def'], [Buffer.alloc(200_000, 'chunk ')]]) {
      const { seen } = await exchange({ method: 'POST', target: '/up/echo', body, chunked: true })
      assert.equal(seen.framing.kind, 'chunked')
      assert.equal(seen.header('content-length'), undefined)
      assert.equal(seen.content.bytes().toString(), body.join(''))
    }
  })

  promises('an empty body arrives empty, however it was framed', async ({ exchange }) => {
    const ways = [{ body: '' }, { body: [], chunked: true }, { headers: { 'content-length': '0' } }, {}]
    for (const way of ways) {
      const { answer, seen } = await exchange({ method: 'POST', target: '/up/echo', ...way })
      assert.equal(answer.status, 200)
      assert.equal(seen.content.length, 0)
      assert.ok([undefined, '0'].includes(seen.header('content-length')))
    }
  })

  promises('chunk extensions end here and change nothing', async ({ connect, upstream }) => {
    using client = await connect()
    const head = `POST /up/echo?ext HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n`
    await client.write(`${head}3;name=value\r\nabc\r\n0\r\n\r\n`)
    const answer = await client.readResponse()
    if (answer.status === 200) {
      const seen = await upstream.waitForRequest((one) => one.target === '/echo?ext')
      assert.equal(seen.content.bytes().toString(), 'abc')
      assert.deepEqual(seen.problems, [])
    } else assert.equal(answer.status, 400)
  })

  promises('a request is sent once, and an equal one is sent again', async ({ exchange }) => {
    const same = {
      method: 'POST',
      target: '/up/status/500',
      headers: { 'idempotency-key': 'k' },
      body: '{"same":true}',
    }
    for (let i = 0; i < 3; i++) {
      const { answer, seen } = await exchange(same)
      assert.equal(answer.status, 500)
      assert.equal(seen.content.bytes().toString(), same.body)
    }
  })

  promises('two equal requests at once are two requests', async ({ exchange, upstream }) => {
    const target = '/up/slow-head?gate=both'
    const waiting = [exchange({ target }), exchange({ target })]
    await upstream.waitForRequest(
      () => upstream.requests.filter((one) => one.target.endsWith('gate=both')).length === 2,
    )
    upstream.open('both')
    for (const { answer } of await Promise.all(waiting)) assert.equal(answer.status, 200)
  })

  promises('an answer that may be cached is asked for each time', async ({ exchange, upstream }) => {
    upstream.script('/cacheable', (_request, reply) => {
      void reply.json(200, {}, { 'cache-control': 'public, max-age=3600', etag: '"e"' })
    })
    for (let i = 0; i < 2; i++) assert.equal((await exchange({ target: '/up/cacheable' })).received.length, 1)
  })
})
