import assert from 'node:assert/strict'
import {
  brotliCompressSync,
  brotliDecompressSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib'
import { COMPRESSED_TEXT } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const CODINGS = [
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
  ['deflate', inflateSync],
] as const

const ALL_BYTES = Buffer.from(Array.from({ length: 2_048 }, (_, i) => (i * 7) & 0xff))

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [coding, decode] of CODINGS) {
    promises(`a ${coding} answer stays ${coding}, by length and in chunks`, async ({ exchange }) => {
      for (const accept of [undefined, 'identity', 'gzip, br, zstd, deflate']) {
        const headers = accept === undefined ? {} : { 'accept-encoding': accept }
        const { answer, seen } = await exchange({ target: `/up/${coding}`, headers })
        assert.deepEqual(seen.headerAll('accept-encoding'), accept === undefined ? [] : [accept])
        assert.deepEqual(answer.headerAll('content-encoding'), [coding])
        assert.deepEqual(answer.headerAll('content-length'), [`${answer.content.length}`])
        assert.equal(decode(answer.body).toString(), COMPRESSED_TEXT)
        const chunked = await exchange({ target: `/up/${coding}?chunked`, headers })
        assert.deepEqual(chunked.answer.headerAll('content-encoding'), [coding])
        assert.equal(chunked.answer.complete, true)
        assert.ok(chunked.answer.body.equals(answer.body))
      }
    })
  }

  promises('stacked, cut and unknown codings pass as they are', async ({ exchange, upstream }) => {
    const whole = gzipSync(COMPRESSED_TEXT)
    const cases = [
      ['gzip, br', brotliCompressSync(whole)],
      ['gzip', whole.subarray(0, -12)],
      ['gzip', Buffer.from('not gzip at all')],
      ['x-strange', ALL_BYTES],
      ['identity', ALL_BYTES],
      ['GZIP', whole],
      ['', ALL_BYTES],
    ] as const
    for (const [coding, body] of cases) {
      upstream.script('/coded', (_request, reply) => void reply.send(200, body, { 'content-encoding': coding }))
      const { answer } = await exchange({ target: '/up/coded' })
      assert.equal(answer.status, 200, coding)
      assert.deepEqual(answer.headerAll('content-encoding'), [coding])
      assert.deepEqual(answer.headerAll('content-length'), [`${body.length}`])
      assert.ok(answer.body.equals(body), `${coding}: ${answer.content.length} bytes of ${body.length}`)
    }
  })

  promises('a small answer keeps its length', async ({ exchange, upstream }) => {
    for (const size of [0, 1, 100, 5_000, 60_000]) {
      upstream.script(
        '/sized',
        (_request, reply) => void reply.send(200, Buffer.alloc(size, 's'), { 'content-type': 'text/plain' }),
      )
      const { answer } = await exchange({ target: '/up/sized' })
      assert.equal(answer.complete, true)
      assert.deepEqual(answer.headerAll('content-length'), [`${size}`])
      assert.equal(answer.content.length, size)
    }
  })

  promises('a large answer keeps its length', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/huge?mb=4' })
    assert.equal(answer.content.length, 4 * 1024 * 1024)
    assert.deepEqual(answer.headerAll('content-length'), [`${4 * 1024 * 1024}`])
  })

  promises('a slow answer keeps its length', async ({ connect, upstream }) => {
    upstream.script('/halves', async (_request, reply) => {
      reply.head(200, 'OK', { 'content-length': '10' })
      await reply.raw('first')
      await upstream.gate('halves')
      await reply.raw('other')
      reply.end()
    })
    using client = await connect()
    await client.send({ target: '/up/halves' })
    const answer = await client.openResponse()
    await answer.waitForText('first')
    upstream.open('halves')
    await answer.done
    assert.equal(answer.text(), 'firstother')
    assert.deepEqual(answer.headerAll('content-length'), ['10'])
  })

  promises('a body without a length arrives whole and framed', async ({ connect }) => {
    using client = await connect()
    await client.send({ target: '/up/until-eof' })
    const answer = await client.readResponse()
    assert.equal(answer.complete, true)
    assert.equal(answer.text(), 'until the end')
    assert.notEqual(answer.framing.kind, 'close')
  })

  promises('every byte value passes down', async ({ exchange, upstream }) => {
    upstream.script(
      '/bytes',
      (_request, reply) => void reply.send(200, ALL_BYTES, { 'content-type': 'application/octet-stream' }),
    )
    const { answer } = await exchange({ target: '/up/bytes' })
    assert.ok(answer.body.equals(ALL_BYTES))
  })

  promises('an answer without a content-type gets none', async ({ exchange, upstream }) => {
    assert.deepEqual((await exchange({ target: '/up/no-content-type' })).answer.headerAll('content-type'), [])
    upstream.script('/untyped', async (_request, reply) => {
      reply.head(200, 'OK', { 'transfer-encoding': 'chunked' })
      await reply.chunk('no type')
      await reply.endChunks()
    })
    assert.deepEqual((await exchange({ target: '/up/untyped' })).answer.headerAll('content-type'), [])
  })

  promises('an answer of HTTP/1.0 arrives', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/http-1.0' })
    assert.equal(answer.status, 200)
    assert.equal(answer.text(), 'from 1.0')
    assert.equal(answer.complete, true)
  })
})
