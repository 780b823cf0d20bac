import process from 'node:process'
import { test } from 'node:test'
import { fuzzDifferential } from './fuzz/differential.ts'

const onNode = !('Bun' in globalThis) && !('Deno' in globalThis)

test('Reader understands what undici understands', async (t) => {
  if (!onNode) return t.skip('undici runs as it is on Node alone; the reader is the same everywhere')
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`fuzz: reader against undici: FUZZ_SEED=${seed}`)
  await fuzzDifferential({ ms: Number(process.env['FUZZ_MS'] ?? 1_500), seed })
})
