import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { until } from '@strait/testkit'
import { stampOf, watchFile } from './watch.ts'

function fileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'strait-watch-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'strait.yaml')
}

test('what changed between reading and watching is told', async (t) => {
  const file = fileFor(t)
  writeFileSync(file, 'a')
  const seen = stampOf(file)
  writeFileSync(file, 'ab')
  let told = 0
  const watch = watchFile(file, seen, () => told++)
  t.after(() => watch.stop())
  await until(() => told === 1)
})

test('a file put in the place of another is a change; none for a moment is not, nor is what was seen', async (t) => {
  const file = fileFor(t)
  writeFileSync(file, 'a')
  let told = 0
  const watch = watchFile(file, stampOf(file), () => told++)
  t.after(() => watch.stop())
  rmSync(file)
  assert.equal(stampOf(file), '')
  writeFileSync(`${file}.new`, 'b')
  watch.seen(stampOf(`${file}.new`))
  renameSync(`${file}.new`, file)
  // Its own watch was begun earlier: by the time another's change is told, this one has been looked at.
  const other = `${file}.other`
  writeFileSync(other, 'a')
  let otherTold = 0
  const second = watchFile(other, '', () => otherTold++)
  t.after(() => second.stop())
  await until(() => otherTold === 1)
  assert.equal(told, 0)
  writeFileSync(`${file}.new`, 'cc')
  renameSync(`${file}.new`, file)
  await until(() => told === 1)
})

test('a file that was missing when it was looked for is told when it is there', async (t) => {
  const file = fileFor(t)
  let told = 0
  const watch = watchFile(file, stampOf(file), () => told++)
  t.after(() => watch.stop())
  writeFileSync(file, 'a')
  await until(() => told === 1)
})
