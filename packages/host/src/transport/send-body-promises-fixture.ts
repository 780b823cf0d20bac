import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { UpstreamBody } from '@strait/core'
import { deferred, until } from '@strait/testkit'
import { flowOf, hear, type SendPromise, type SendStage } from './send-stage-fixture.ts'

const MB = 1024 * 1024
const bytes = (text: string) => new TextEncoder().encode(text)

async function* piecesOf(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield bytes(piece)
}

const BODIES: Readonly<Record<string, () => UpstreamBody>> = {
  'no body': () => ({ kind: 'none' }),
  bytes: () => ({ kind: 'bytes', bytes: bytes('{"buy":1}') }),
  'a stream with a length': () => ({ kind: 'stream', length: 9, chunks: piecesOf('{"buy"', ':1}') }),
  'a stream without one': () => ({ kind: 'stream', length: undefined, chunks: piecesOf('{"buy"', ':1}') }),
}

/** Also where a connection is at hand that dies as soon as the request has been taken. */
async function sentOnce(stage: SendStage, methods: readonly string[], bodies: readonly string[]): Promise<void> {
  for (const method of methods) {
    for (const name of bodies) {
      for (const end of ['dies', 'closes', 'halves']) {
        await stage.next().read('/json')
        const { code, delivered } = await stage
          .next()
          .fails(`/${end}`, { method, body: BODIES[name]?.() as UpstreamBody })
        assert.deepEqual([code, delivered], ['upstream_reset', 'maybe'], `${method} ${name} ${end}`)
        await stage.roundTrips()
        assert.equal(
          (await stage.peer.seen(stage.tag)).length,
          1,
          `${method} with ${name}, where the connection ${end}`,
        )
      }
    }
  }
}

async function framed(stage: SendStage, body: UpstreamBody, framing: string, text: string, method = 'POST') {
  await stage.next().read('/echo', { method, body })
  const seen = await stage.seen()
  assert.deepEqual([seen.framing, seen.text], [framing, text])
  return seen
}

async function wrongLength(stage: SendStage, length: number): Promise<void> {
  const body = { kind: 'stream', length, chunks: piecesOf('{"buy"', ':1}') } as const
  await stage.next().fails('/echo', { method: 'POST', body })
  for (const { state } of await stage.peer.seen(stage.tag)) assert.notEqual(state, 'complete')
}

/** What becomes of a request's body. */
export const bodyPromises: readonly SendPromise[] = [
  {
    name: 'a whole body arrives, every byte of it',
    async run(stage) {
      const whole = Uint8Array.from({ length: 3 * MB }, (_, i) => (i * 31 + (i >> 8)) & 255)
      const sha256 = createHash('sha256').update(whole).digest('hex')
      for (const body of [
        { kind: 'bytes', bytes: whole },
        { kind: 'stream', length: whole.length, chunks: inPieces(whole) },
        { kind: 'stream', length: undefined, chunks: inPieces(whole) },
      ] as const) {
        await stage.next().read('/slow-read?ms=0', { method: 'POST', body })
        const seen = await stage.seen()
        assert.deepEqual([seen.length, seen.sha256], [whole.length, sha256])
      }
    },
  },
  {
    name: 'a body that is there arrives with its length',
    run: async (stage) => void (await framed(stage, BODIES['bytes']?.() as UpstreamBody, 'length', '{"buy":1}')),
  },
  {
    name: 'a stream with a length arrives with that length',
    async run(stage) {
      await framed(stage, BODIES['a stream with a length']?.() as UpstreamBody, 'length', '{"buy":1}')
    },
  },
  {
    name: 'a stream without a length arrives in chunks',
    async run(stage) {
      await framed(stage, BODIES['a stream without one']?.() as UpstreamBody, 'chunked', '{"buy":1}')
    },
  },
  {
    name: 'an empty body is told with content-length: 0',
    async run(stage) {
      const { headers } = await framed(stage, { kind: 'empty' }, 'length', '')
      assert.equal(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1], '0')
    },
  },
  {
    name: 'where there is no body, none is told',
    async run(stage) {
      await framed(stage, { kind: 'none' }, 'none', '')
      await framed(stage, { kind: 'none' }, 'none', '', 'DELETE')
    },
  },
  {
    name: 'a body arrives with GET',
    run: async (stage) => void (await framed(stage, BODIES['bytes']?.() as UpstreamBody, 'length', '{"buy":1}', 'GET')),
  },
  {
    name: 'a piece of a stream goes on at once, and its answer comes back before the next',
    async run(stage) {
      const more = deferred()
      async function* chunks() {
        yield bytes('first')
        await more.promise
        yield bytes('second')
      }
      const body = { kind: 'stream', length: undefined, chunks: chunks() } as const
      const heard = hear(flowOf(await stage.answer('/duplex', { method: 'POST', body })))
      await until(() => heard.text === 'first', { what: 'the first piece, come back' })
      assert.equal((await stage.seen(({ text }) => text === 'first')).state, 'reading')
      more.resolve()
      await until(() => heard.ended, { what: 'the end' })
      assert.deepEqual([heard.text, heard.ended], ['firstsecond', 'whole'])
    },
  },
  {
    name: 'a stream is pulled no faster than the upstream reads',
    async run(stage) {
      const piece = new Uint8Array(64 * 1024)
      let pulled = 0
      async function* chunks() {
        for (; pulled < 64 * MB; pulled += piece.length) yield piece
      }
      const body = { kind: 'stream', length: 64 * MB, chunks: chunks() } as const
      const answer = stage.read(`/slow-read?gate=${stage.tag}`, { method: 'POST', body })
      const stood = await stage.standsStill(() => pulled)
      await stage.peer.open(stage.tag)
      assert.equal((await answer).text, `{"bytes":${64 * MB}}`)
      assert.ok(stood < 48 * MB, `${stood} bytes were pulled while nobody read`)
    },
  },
  {
    name: 'a stream that is shorter or longer than announced never arrives as a whole body',
    async run(stage) {
      await wrongLength(stage, 20)
      await wrongLength(stage, 3)
    },
  },
  {
    name: 'a request that does something is sent once, however its connection ends',
    run: (stage) => sentOnce(stage, ['POST', 'PUT', 'PATCH', 'DELETE'], Object.keys(BODIES)),
  },
  {
    name: 'a request that only reads is sent once, however its connection ends',
    run: (stage) => sentOnce(stage, ['GET', 'OPTIONS'], ['no body']),
  },
]

async function* inPieces(whole: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += 100_003) yield whole.subarray(at, at + 100_003)
}
