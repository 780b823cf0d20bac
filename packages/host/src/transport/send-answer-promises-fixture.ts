import assert from 'node:assert/strict'
import zlib from 'node:zlib'
import { COMPRESSED_TEXT, until } from '@strait/testkit'
import { flowOf, hear, type ReadAnswer, type SendPromise } from './send-stage-fixture.ts'

const MB = 1024 * 1024

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
  deflate: (bytes) => zlib.inflateSync(bytes),
}

function textOf({ bytes, fields }: ReadAnswer): string {
  const decode = DECODERS[fields.get('content-encoding') ?? '']
  return Buffer.from(decode === undefined ? bytes : decode(bytes)).toString()
}

/** What becomes of an answer. */
export const answerPromises: readonly SendPromise[] = [
  {
    name: 'the status arrives as it is',
    async run(stage) {
      for (const status of [201, 206, 299, 400, 401, 408, 425, 429, 500, 503, 529, 599]) {
        assert.equal((await stage.read(`/status/${status}`)).status, status)
      }
    },
  },
  {
    name: 'status 407 arrives as it is',
    run: async (stage) => assert.equal((await stage.read('/status/407')).status, 407),
  },
  {
    name: 'the reason phrase of an answer arrives as sent',
    run: async (stage) => assert.equal((await stage.read('/status/529?reason=Words')).reason, 'Words'),
  },
  {
    name: 'header lines of an answer keep order and spelling, repeated ones stay apart',
    async run(stage) {
      const { fields } = await stage.read('/dup-headers')
      const own = fields.flat.filter((_, i) => /^(warning|x-twice|vary)$/.test(fields.names[i >> 1] as string))
      assert.deepEqual(
        own.filter((_, i) => i % 2 === 0),
        ['Warning', 'X-Twice', 'Vary', 'Warning', 'x-twice', 'Vary'],
      )
    },
  },
  {
    name: 'the values of an answer’s headers arrive, bytes beyond ASCII too',
    async run(stage) {
      assert.equal((await stage.read('/latin1')).fields.get('x-latin1'), 'caf\xe9 \xa3\xff')
      assert.equal((await stage.read('/dup-headers')).fields.all('x-twice').join(', '), 'first, second')
    },
  },
  {
    name: 'every set-cookie arrives as a line of its own',
    async run(stage) {
      const { fields } = await stage.read('/set-cookies')
      assert.deepEqual(
        fields.all('set-cookie').map((one) => one.split(';')[0]),
        ['a=1', 'b=2', 'a=3'],
      )
    },
  },
  {
    name: 'a compressed body arrives untouched',
    async run(stage) {
      for (const name of ['gzip', 'br', 'zstd', 'deflate', 'gzip?chunked', 'broken-gzip']) {
        const { bytes, fields } = await stage.read(`/${name}`)
        assert.ok(fields.has('content-encoding'), name)
        assert.ok(bytes.length < 100, `${name}: ${bytes.length} bytes`)
      }
    },
  },
  {
    name: 'what the head says of coding and length is true of the body',
    async run(stage) {
      for (const name of ['gzip', 'br', 'zstd', 'deflate', 'gzip?chunked', 'unknown-coding']) {
        const answer = await stage.read(`/${name}`)
        const length = answer.fields.get('content-length')
        assert.equal(textOf(answer), COMPRESSED_TEXT, name)
        if (length !== undefined) assert.equal(length, `${answer.bytes.length}`, name)
        assert.equal(answer.whole, true, name)
      }
    },
  },
  {
    name: 'a compressed body that was cut off never arrives as a whole one',
    async run(stage) {
      const { bytes, fields, whole } = await stage.read('/broken-gzip')
      // As it came, it is for its reader to judge.
      if (whole && fields.has('content-encoding')) assert.throws(() => zlib.gunzipSync(bytes))
      else assert.equal(whole, false)
    },
  },
  {
    name: 'a redirect is handed on, not followed',
    async run(stage) {
      const { status, fields, text } = await stage.read('/redirect/307?to=/echo')
      assert.deepEqual([status, fields.get('location'), text], [307, '/echo', 'moved'])
      await stage.roundTrips()
      await stage.seen()
    },
  },
  {
    name: 'HEAD, 204 and 304 have no body, and keep what they say of it',
    async run(stage) {
      for (const [method, path, length] of [
        ['HEAD', '/head-with-length', '1234'],
        ['HEAD', '/gzip', '88'],
        ['GET', '/204', undefined],
        ['GET', '/304', '1234'],
      ] as const) {
        const answer = await stage.answer(path, { method })
        assert.ok(answer.body === undefined || answer.body instanceof Uint8Array, path)
        const { fields, bytes } = await stage.read(path, { method })
        assert.deepEqual([fields.get('content-length'), bytes.length], [length, 0], path)
      }
    },
  },
  {
    name: 'an interim answer is told before the answer',
    async run(stage) {
      const told: number[] = []
      const { text } = await stage.read('/early-hints', { onInterim: (status) => void told.push(status) })
      assert.deepEqual([told, text], [[103], '{"after":103}'])
    },
  },
  {
    name: 'an interim answer that nobody asked for does no harm',
    async run(stage) {
      assert.equal((await stage.read('/unasked-100')).text, '{"after":100}')
      assert.equal((await stage.read('/unasked-102')).text, '{"after":102}')
    },
  },
  {
    name: 'trailers of an answer arrive',
    async run(stage) {
      const { trailers, text } = await stage.read('/trailers')
      assert.equal(text, 'with trailers')
      assert.ok(trailers?.some((part) => part.toLowerCase() === 'x-checksum'))
    },
  },
  {
    name: 'trailers are announced only where they follow',
    async run(stage) {
      const { trailers, fields } = await stage.read('/trailers')
      assert.equal(fields.has('trailer'), (trailers?.length ?? 0) > 0)
    },
  },
  {
    name: 'the head and each piece of a body arrive as they come',
    async run(stage) {
      const flow = flowOf(await stage.answer(`/pause?gate=${stage.tag}`))
      const heard = hear(flow)
      await until(() => heard.text === 'before', { what: 'what was sent before the pause' })
      await stage.peer.open(stage.tag)
      await until(() => heard.ended, { what: 'the end' })
      assert.deepEqual([heard.text, heard.ended], ['beforeafter', 'whole'])
    },
  },
  {
    name: 'a body without a length ends with its connection',
    async run(stage) {
      const { text, whole } = await stage.read('/until-eof?ms=0')
      assert.deepEqual([text, whole], ['until the end', true])
    },
  },
  {
    name: 'a body is read no faster than its reader takes it',
    async run(stage) {
      const flow = flowOf(await stage.answer('/huge?mb=96'))
      const heard = hear(flow)
      flow.pause()
      const stood = await stage.standsStill(async () => (await stage.peer.seen(stage.tag))[0]?.written ?? 0)
      assert.ok(stood < 48 * MB, `${stood} bytes left the upstream while nobody read`)
      const { bytes } = heard
      await stage.roundTrips()
      assert.equal(heard.bytes, bytes, 'a flow that is held back gives nothing')
      flow.resume()
      await until(() => heard.ended, { what: 'the end', timeoutMs: 30_000 })
      assert.deepEqual([heard.bytes, heard.ended], [96 * MB, 'whole'])
    },
  },
  {
    name: 'a head of 30 kB arrives',
    run: async (stage) => assert.ok(((await stage.read('/big-head?kb=30')).fields.get('x-big')?.length ?? 0) > 30_000),
  },
  {
    name: 'a head of 150 lines arrives',
    run: async (stage) => assert.ok((await stage.read('/many-headers?n=150')).fields.has('x-many-149')),
  },
]
