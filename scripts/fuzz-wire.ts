import process from 'node:process'
import { parseArgs } from 'node:util'
import { fuzzDifferential } from '../packages/wire/test/fuzz/differential.ts'
import { fuzzRandomBytes } from '../packages/wire/test/fuzz/random-bytes.ts'

/** The long run of the reader's fuzzing: a million strings for itself, then against undici until the time is over. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    strings: { type: 'string', default: '1000000' },
    help: { type: 'boolean', short: 'h' },
  },
})
if (values.help) {
  console.log('node scripts/fuzz-wire.ts [--seconds 600] [--seed N] [--strings 1000000]')
  process.exit(0)
}

/** Short runs, each with a seed of its own: what one keeps for itself is free again, and progress shows. */
const ROUND_MS = 30_000
const STRINGS = 50_000
const first = Number(values.seed)
const again = (seed: number): string => `node scripts/fuzz-wire.ts --seed ${seed}`

await rounds('random bytes', Number(values.strings), (seed, left) =>
  fuzzRandomBytes({ seed, ms: Number.MAX_SAFE_INTEGER, count: Math.min(left, STRINGS) }),
)

const end = performance.now() + 1000 * Number(values.seconds)
for (let seed = first, total = 0; performance.now() < end; seed++) {
  total += await guarded(seed, () => fuzzDifferential({ seed, ms: Math.min(ROUND_MS, end - performance.now()) }))
  console.log(`against undici: ${total} answers, seed ${seed}, no difference that is not listed`)
}

async function rounds(what: string, count: number, round: (seed: number, left: number) => number): Promise<void> {
  for (let seed = first, total = 0; total < count; seed++) {
    total += await guarded(seed, async () => round(seed, count - total))
    const { rss } = process.memoryUsage()
    console.log(`${what}: ${total} of ${count}, seed ${seed}, ${Math.round(rss / 2 ** 20)} MB`)
  }
}

async function guarded(seed: number, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    console.error(error)
    console.error(`again with: ${again(seed)}`)
    process.exit(1)
  }
}
