import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openDatabase } from './open-database.ts'
import { close } from './open-here.ts'
import { StoreError } from './store-error.ts'

const directory = mkdtempSync(join(tmpdir(), 'strait-stores-'))
after(() => rmSync(directory, { recursive: true, force: true }))

let files = 0
const nextFile = () => join(directory, `${files++}.db`)
const modeOf = (path: string) => statSync(path).mode & 0o777
const besides = (file: string) =>
  readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => path.startsWith(file))

function open(file: string): { database: DatabaseSync; warnings: string[] } {
  const warnings: string[] = []
  return { database: openDatabase(file, (message) => void warnings.push(message)), warnings }
}

/** Refused, and neither what it holds nor its name, its mode or what lies beside it is another one. */
function assertUntouched(file: string, because: RegExp): void {
  const before = { bytes: readFileSync(file), mode: modeOf(file), besides: besides(file) }
  assert.throws(
    () => open(file),
    (error) => error instanceof StoreError && because.test(error.message) && error.message.includes(file),
  )
  assert.deepEqual({ bytes: readFileSync(file), mode: modeOf(file), besides: besides(file) }, before)
}

test('openDatabase() leaves a file that is no database where it is, as it is', () => {
  for (const text of ['listen: 127.0.0.1:8787\n', 'x', 'not a database at all, '.repeat(500)]) {
    const file = nextFile()
    writeFileSync(file, text)
    chmodSync(file, 0o664)
    assertUntouched(file, /is no database: name another file/)
  }
})

test('openDatabase() leaves a database of something else as it is', () => {
  const many = Array.from({ length: 300 }, (_, i) => `CREATE TABLE t${i} (a)`).join(';')
  for (const sql of ['CREATE TABLE theirs (a)', many, 'PRAGMA journal_mode = WAL; CREATE TABLE theirs (a)']) {
    const file = nextFile()
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
    chmodSync(file, 0o664)
    assertUntouched(file, /something else/)
  }
})

test('openDatabase() leaves one that is in use as it is, where all that it holds is still in its log', () => {
  const file = nextFile()
  const theirs = new DatabaseSync(file)
  theirs.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (a)')
  chmodSync(file, 0o664)
  assertUntouched(file, /something else/)
  theirs.close()
})

test('openDatabase() takes what is empty, and one of its own whose tables are still in its log', () => {
  const empty = nextFile()
  const database = new DatabaseSync(empty)
  database.exec('PRAGMA journal_mode = WAL')
  database.close()
  chmodSync(empty, 0o644)
  close(open(empty).database)
  assert.equal(modeOf(empty), 0o600)

  const ours = nextFile()
  const first = open(ours)
  const copy = nextFile()
  for (const companion of ['', '-wal']) writeFileSync(copy + companion, readFileSync(ours + companion))
  assert.ok(statSync(`${copy}-wal`).size > 0)
  chmodSync(copy, 0o644)
  const second = open(copy)
  assert.equal(second.database.prepare('SELECT count(*) AS n FROM meta').get()?.['n'], 1)
  assert.deepEqual([modeOf(copy), second.warnings], [0o600, []])
  for (const each of [first, second]) close(each.database)
})

test('openDatabase() sets aside what SQLite began and can’t read, says so, and begins anew', () => {
  const file = nextFile()
  const bytes = 'SQLite format 3\0 and then nothing that makes sense'.repeat(100)
  writeFileSync(file, bytes)
  const { database, warnings } = open(file)
  assert.match(warnings.join(), /is damaged .*set aside as .*unusable/)
  assert.equal(database.prepare('SELECT count(*) AS n FROM answers').get()?.['n'], 0)
  close(database)
  const aside = besides(file).find((path) => path.startsWith(`${file}.unusable-`))
  assert.equal(aside === undefined ? '' : readFileSync(aside, 'utf8'), bytes)
})

test('openDatabase() sets aside one of its own whose beginning is damaged', () => {
  const file = nextFile()
  close(open(file).database)
  const bytes = readFileSync(file)
  bytes.fill(0, 0, 16)
  writeFileSync(file, bytes)
  const { database, warnings } = open(file)
  assert.match(warnings.join(), /is damaged .*set aside/)
  close(database)
})

test('openDatabase() says what is wrong with a place', () => {
  const none = join(directory, 'none', 'cache.db')
  assert.throws(() => open(none), StoreError)
  assert.equal(existsSync(none), false)
  assert.throws(() => open(directory), /is no file: name another/)
})
