import fc from 'fast-check'
import { bytesOf, listen } from '../listen.ts'
import { disagreement } from './differences.ts'
import { type Mutant, mutants } from './mutants.ts'
import { openUndici, type UndiciAnswers } from './undici-answers.ts'

export interface FuzzOptions {
  readonly ms: number
  readonly seed: number
}

/** undici hands the connection of a CONNECT over, so there is nothing to compare. */
const asked = mutants.map((mutant) => (mutant.method === 'CONNECT' ? { ...mutant, method: 'GET' } : mutant))
/** So many at once; fast-check takes away all but the guilty one. */
const batches = fc.array(asked, { minLength: 1, maxLength: 64, size: 'max' })

/** Compares the reader with undici until the time is over; the number of answers. Throws on the first disagreement. */
export async function fuzzDifferential({ ms, seed }: FuzzOptions): Promise<number> {
  const undici = await openUndici()
  let count = 0
  const property = fc.asyncProperty(batches, async (batch) => {
    await Promise.all(batch.map((mutant) => compare(undici, mutant)))
    count += batch.length
  })
  try {
    await fc.assert(property, { seed, numRuns: 1e9, interruptAfterTimeLimit: ms, markInterruptAsFailure: false })
  } finally {
    await undici.close()
  }
  return count
}

async function compare(undici: UndiciAnswers, mutant: Mutant): Promise<void> {
  const theirs = await undici.understand(mutant)
  const ours = listen({ ...mutant, ends: 'eof', maxHead: 16_384, maxLines: 1000 }, [bytesOf(mutant.bytes)])
  const problem = disagreement(mutant, ours, theirs)
  if (problem !== undefined) throw new Error(`${problem}\n${JSON.stringify({ mutant, ours, theirs }, undefined, 1)}`)
}
