import fc from 'fast-check'

const onNode = !('Bun' in globalThis) && !('Deno' in globalThis)

/** How long one property is tried: the logic is the same on all. `FUZZ_MS` gives it more, `FUZZ_SEED` repeats a run. */
const LIMIT_MS = Number(process.env['FUZZ_MS'] ?? (onNode ? 1_500 : 500))

/** Tries a property until the time is over; the seed stands in the output, so that a failure can be had again. */
export function fuzz<T>(what: string, arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`fuzz: ${what}: FUZZ_SEED=${seed}`)
  const property = fc.property(arbitrary, holds)
  fc.assert(property, { seed, numRuns: 1_000_000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false })
}
