import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fetchGaps } from '../packages/host/src/transport/send-gaps-fixture.ts'
import { gaps } from './gaps.ts'

const DOCS = new URL('../docs/runtimes.md', import.meta.url)
const HEAD = '| runtime | what is promised | why it is not so there |'
const FETCH_HEAD = '| runtimes | what is promised | what happens instead |'

function documented(head: string): string[] {
  const lines = readFileSync(DOCS, 'utf8').split('\n')
  const start = lines.indexOf(head)
  assert.ok(start >= 0, `docs/runtimes.md has no table that begins with ${head}`)
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'))
  return lines.slice(start + 2, end < 0 ? undefined : end)
}

function suites(): string {
  const directory = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  )
  return files.map((file) => readFileSync(`${directory}/${file}`, 'utf8')).join('\n')
}

test('docs/runtimes.md lists the gaps that the suites skip, and no others', () => {
  assert.deepEqual(
    documented(HEAD),
    gaps.map(({ runtime, case: name, reason }) => `| ${runtime} | ${name} | ${reason} |`),
  )
})

test('docs/runtimes.md lists the gaps of `transport: fetch`, and no others', () => {
  assert.deepEqual(
    documented(FETCH_HEAD),
    fetchGaps.map(({ runtimes, promise, reason }) => `| ${runtimes.join(', ')} | ${promise} | ${reason} |`),
  )
})

test('every gap names a test that there is, once', () => {
  const text = suites()
  for (const gap of gaps) assert.ok(text.includes(gap.case), `no suite has a test called: ${gap.case}`)
  const keys = gaps.map((gap) => `${gap.runtime} ${gap.case}`)
  assert.equal(new Set(keys).size, keys.length)
})
