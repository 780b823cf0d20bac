import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Row } from './bench.ts'
import { parseOptions } from './options.ts'

interface Outcome {
  readonly code: number | string
  readonly output: string
}

const program = fileURLToPath(new URL('run.ts', import.meta.url))

function bench(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), output: `${stdout}${stderr}` })
    })
  })
}

test('bench prints how Strait compares to the bare relay, without errors', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-test-'))
  const json = join(directory, 'result.json')
  try {
    const args = [
      '--runtimes',
      'node',
      '--cases',
      'small',
      '--quick',
      '--rounds',
      '1',
      '--seconds',
      '0.3',
      '--json',
      json,
    ]
    const { code, output } = await bench(args)
    assert.equal(code, 0, output)
    assert.match(output, /small, 32 conn\..* \d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)/)
    assert.match(output, /^targets$/m)
    const { results } = JSON.parse(readFileSync(json, 'utf8')) as { results: { rows: Row[] }[] }
    const [row] = results.flatMap(({ rows }) => rows)
    assert.ok((row?.toRelay?.median ?? 0) > 0, output)
    assert.deepEqual(
      Object.values(row?.errors ?? { none: -1 }).filter((count) => count !== 0),
      [],
      output,
    )
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

test('bench refuses a case that it does not know, and names those it knows', async () => {
  const { code, output } = await bench(['--cases', 'smal'])
  assert.equal(code, 2)
  assert.match(output, /--cases knows small, prompt, .*not "smal"/)
})

test('parseOptions() keeps the order of the cases whatever the order of the words', () => {
  const parsed = parseOptions(['--cases', 'sse,small', '--runtimes', 'deno,bun'])
  assert.equal(parsed.kind, 'run')
  assert.deepEqual(parsed.kind === 'run' && parsed.options.cases, ['small', 'sse'])
  assert.deepEqual(parsed.kind === 'run' && parsed.options.runtimes, ['bun', 'deno'])
})
