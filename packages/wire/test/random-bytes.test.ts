import process from 'node:process'
import { test } from 'node:test'
import { fuzzRandomBytes } from './fuzz/random-bytes.ts'

const onNode = !('Bun' in globalThis) && !('Deno' in globalThis)

test('Reader neither throws nor hangs nor hoards, whatever comes and however it is cut', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`fuzz: reader on random bytes: FUZZ_SEED=${seed}`)
  fuzzRandomBytes({ ms: Number(process.env['FUZZ_MS'] ?? (onNode ? 1_500 : 500)), seed })
})
