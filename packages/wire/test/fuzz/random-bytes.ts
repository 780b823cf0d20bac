import assert from 'node:assert/strict'
import fc from 'fast-check'
import { KnownLines } from '../../src/known-lines.ts'
import type { Row } from '../corpus/row.ts'
import { bytesOf, listen } from '../listen.ts'
import type { FuzzOptions } from './differential.ts'
import { strings } from './mutants.ts'

/** Bytes of a chunk's line at most, and what surrounds it. */
const CHUNK_LINE = 4096 + 32

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
const cases = fc.record({
  mutant: strings,
  before: fc.array(strings, { maxLength: 4 }),
  places,
  ends: fc.constantFrom<Row['ends']>('open', 'eof'),
  maxHead: fc.oneof(fc.constant(16_384), fc.integer({ min: 1, max: 300 })),
  maxLines: fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 6 })),
})

/**
 * Feeds what nobody would send until the time is over, or so many times; the number of strings. However they are
 * cut, and whatever the reader has been taught before, they mean the same, nothing is thrown, and nothing is waited for longer than a head may be.
 */
export function fuzzRandomBytes({ ms, seed, count = 1e9 }: FuzzOptions & { readonly count?: number }): number {
  let tried = 0
  const property = fc.property(cases, ({ mutant, before, places: shares, ...limits }) => {
    const bytes = bytesOf(mutant.bytes)
    const row = { ...limits, ...mutant }
    const whole = listen(row, [bytes])
    assert.deepEqual(whole.broken, [])
    assert.deepEqual(withoutDetail(listen(row, cut(bytes, shares))), withoutDetail(whole))
    assert.ok(whole.silence <= limits.maxHead + CHUNK_LINE, `${whole.silence} bytes were kept`)
    const slow = listen(
      row,
      Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
    )
    assert.deepEqual(withoutDetail(slow), withoutDetail(whole))
    assert.ok(slow.silence <= limits.maxHead + CHUNK_LINE, `${slow.silence} bytes were kept`)
    const known = new KnownLines()
    for (const other of before) listen({ ...limits, ...other }, [bytesOf(other.bytes)], known)
    for (const time of ['first', 'second']) {
      assert.deepEqual(withoutDetail(listen(row, [bytes], known)), withoutDetail(whole), `known lines, ${time} time`)
    }
    tried++
  })
  fc.assert(property, { seed, numRuns: count, interruptAfterTimeLimit: ms, markInterruptAsFailure: false })
  return tried
}

function cut(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const ends = [...shares.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b), bytes.length]
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

/** Of several things that are wrong, which one is told of may depend on how much is there. */
function withoutDetail({ detail: _, silence: __, ...heard }: ReturnType<typeof listen>): object {
  return heard
}
