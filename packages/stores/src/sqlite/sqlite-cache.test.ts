import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { CachedAnswer, CacheStore } from '@strait/core'
import { cacheStoreContract } from '@strait/testkit/cache-store'
import { type SqliteCacheOptions, sqliteCache } from './sqlite-cache.ts'
import { StoreError } from './store-error.ts'

const directory = mkdtempSync(join(tmpdir(), 'strait-stores-'))
after(() => rmSync(directory, { recursive: true, force: true }))

let files = 0
const nextFile = () => join(directory, `${files++}.db`)

function open(over: Partial<SqliteCacheOptions> = {}): { store: CacheStore; file: string; warnings: string[] } {
  const file = over.file ?? nextFile()
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  return { store: sqliteCache({ bytes: 1e7, now: () => 0, warn, ...over, file }), file, warnings }
}

function answerOf(text: string, over: Partial<CachedAnswer> = {}): CachedAnswer {
  const body = new TextEncoder().encode(text)
  return {
    status: 200,
    reason: 'OK',
    headers: ['a', 'b'],
    body,
    ends: [body.length],
    storedAt: 0,
    expires: 1_000_000,
    by: undefined,
    ...over,
  }
}

async function textOf(store: CacheStore, key: string): Promise<string | undefined> {
  const found = await store.get(key)
  return found && new TextDecoder().decode(found.body)
}

/** Waits until it is true; a test that waits in vain fails by its own timeout. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

function countOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true })
  const count = Number(database.prepare('SELECT count(*) AS n FROM answers').get()?.['n'])
  database.close()
  return count
}

cacheStoreContract('sqliteCache()', { open: (options) => open(options).store })

test('sqliteCache() finds after a restart what it had, under the same names', async () => {
  const first = open()
  const name = await first.store.digest('head\n\n', new Uint8Array(3))
  first.store.put(name, answerOf('kept'))
  await first.store.close?.()
  const second = open({ file: first.file })
  assert.equal(await second.store.digest('head\n\n', new Uint8Array(3)), name)
  assert.equal(await textOf(second.store, name), 'kept')
  await second.store.close?.()
  assert.deepEqual(second.warnings, [])
})

test('sqliteCache() writes a little later by itself, many in one go', async () => {
  const { store, file } = open()
  for (let i = 0; i < 50; i++) store.put(`${i}`, answerOf(`${i}`))
  assert.equal(countOf(file), 0, 'not while they are put')
  await until(() => countOf(file) === 50)
  assert.equal(await textOf(store, '7'), '7')
  await store.close?.()
})

test('sqliteCache() keeps its files to their owner, from the moment they are there', async () => {
  const file = nextFile()
  writeFileSync(file, '', { mode: 0o644 })
  chmodSync(file, 0o644)
  const { store } = open({ file })
  store.put('a', answerOf('a'))
  await until(() => countOf(file) === 1)
  const made = readdirSync(directory).filter((name) => join(directory, name).startsWith(file))
  assert.ok(made.length >= 2, `beside the file its log: ${made}`)
  for (const name of made) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
  await store.close?.()
})

test('sqliteCache() keeps to its bound on disk too', async () => {
  const { store, file } = open({ bytes: 500_000 })
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 10; i++) store.put(`${round} ${i}`, answerOf('x'.repeat(20_000)))
    await until(() => countOf(file) > 0)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  await store.close?.()
  assert.ok(countOf(file) <= 25)
  assert.ok(statSync(file).size < 1_500_000, `${statSync(file).size} bytes`)
})

test('sqliteCache() forgets what expired while it was away', async () => {
  const first = open()
  first.store.put('a', answerOf('a', { expires: 10 }))
  await first.store.close?.()
  const second = open({ file: first.file, now: () => 10 })
  assert.equal(await second.store.get('a'), undefined)
  second.store.put('b', answerOf('b'))
  await second.store.close?.()
  assert.equal(countOf(first.file), 1)
})

test('sqliteCache() sees at the start that pages of its file are damaged', async () => {
  const first = open()
  for (let i = 0; i < 200; i++) first.store.put(`${i}`, answerOf('x'.repeat(500)))
  await first.store.close?.()
  const whole = readFileSync(first.file)
  whole.fill(0xff, 8192, whole.length - 4096)
  writeFileSync(first.file, whole)
  const { store, warnings } = open({ file: first.file })
  assert.match(warnings.join(), /is damaged/)
  assert.equal(await store.get('7'), undefined)
  await store.close?.()
})

test('sqliteCache() gives no row that is not as it was written, nor under another name', async () => {
  const first = open()
  for (const key of ['a', 'b', 'c']) first.store.put(key, answerOf(`of ${key}`))
  await first.store.close?.()
  const database = new DatabaseSync(first.file)
  database.exec("UPDATE answers SET body = x'00' WHERE key = 'a'; UPDATE answers SET key = 'd' WHERE key = 'b'")
  database.close()
  const { store, warnings } = open({ file: first.file })
  assert.deepEqual(await Promise.all(['a', 'd', 'c'].map((key) => textOf(store, key))), [undefined, undefined, 'of c'])
  assert.equal(warnings.length, 1, 'said once, not for each')
  await store.close?.()
})

test('sqliteCache() goes on without its file when it breaks under it', async () => {
  const { store, file, warnings } = open()
  store.put('a', answerOf('a'))
  await until(() => countOf(file) === 1)
  const other = new DatabaseSync(file)
  other.exec('DROP TABLE answers')
  other.close()
  assert.equal(await store.get('a'), undefined)
  store.put('b', answerOf('b'))
  await until(() => store.get('b') === undefined)
  assert.ok(warnings.length >= 1)
  await store.close?.()
})

test('sqliteCache() waits for a writer beside it, and loses nothing', async () => {
  const { store, file, warnings } = open()
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  store.put('a', answerOf('a'))
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.equal(await textOf(store, 'a'), 'a')
  other.exec('COMMIT')
  other.close()
  await until(() => countOf(file) === 1)
  await store.close?.()
  assert.deepEqual(warnings, [])
})

test('sqliteCache() shares its file with another process: one secret, one bound', async () => {
  const one = open()
  const two = open({ file: one.file })
  const body = new Uint8Array(0)
  assert.equal(await one.store.digest('head\n\n', body), await two.store.digest('head\n\n', body))
  one.store.put('a', answerOf('a'))
  await until(() => countOf(one.file) === 1)
  assert.equal(await textOf(two.store, 'a'), 'a')
  await one.store.close?.()
  await two.store.close?.()
})

test('sqliteCache() gives nothing from memory that another process has replaced since, nor that it replaced itself', async () => {
  const one = open()
  const two = open({ file: one.file })
  one.store.put('a', answerOf('first'))
  await until(() => countOf(one.file) === 1)
  for (const { store } of [one, two]) for (let i = 0; i < 3; i++) assert.equal(await textOf(store, 'a'), 'first')
  const bodyOf = () => {
    const database = new DatabaseSync(one.file, { readOnly: true })
    const body = database.prepare("SELECT body FROM answers WHERE key = 'a'").get()?.['body']
    database.close()
    return new TextDecoder().decode(body as Uint8Array)
  }
  for (const [writer, text] of [
    [two, 'second'],
    [one, 'third'],
  ] as const) {
    writer.store.put('a', answerOf(text))
    assert.equal(await textOf(writer.store, 'a'), text, 'before it is written')
    await until(() => bodyOf() === text)
    for (const { store } of [one, two]) for (let i = 0; i < 3; i++) assert.equal(await textOf(store, 'a'), text)
  }
  for (const { store } of [one, two]) await store.close?.()
  assert.deepEqual([...one.warnings, ...two.warnings], [])
})

test('sqliteCache() says what is wrong with a place', () => {
  const file = join(directory, 'none', 'cache.db')
  assert.throws(() => open({ file }), StoreError)
  assert.equal(existsSync(file), false)
})
