import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { CachedAnswer } from '@strait/core'
import { type CacheStoreSettings, OpenCacheStore } from './cache-store.ts'
import { StartError } from './start-error.ts'

const directory = mkdtempSync(join(tmpdir(), 'strait-cache-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const context = { configFile: join(directory, 'strait.yaml'), warn: (message: string) => assert.fail(message) }
const memory: CacheStoreSettings = { store: { kind: 'memory' }, bytes: 1e6, entries: 10 }
const sqlite = (file: string): CacheStoreSettings => ({ store: { kind: 'sqlite', file }, bytes: 1e6, entries: 10 })

function answerOf(): CachedAnswer {
  const body = new Uint8Array(1)
  const expires = Date.now() + 60_000
  return { status: 200, reason: 'OK', headers: [], body, ends: [1], storedAt: 0, expires, by: undefined }
}

test('OpenCacheStore keeps a store over reloads, until the config names another', async () => {
  const stores = new OpenCacheStore()
  const first = await stores.of(memory, context)
  first.put('a', answerOf())
  assert.equal(await stores.of({ ...memory }, context), first)
  const second = await stores.of({ ...memory, bytes: 2e6 }, context)
  assert.notEqual(second, first)
  assert.equal(await first.get('a'), undefined, 'the old one is closed')
  await stores.close()
})

test('OpenCacheStore opens a file beside the config, and writes all of it when it closes', async () => {
  const stores = new OpenCacheStore()
  const store = await stores.of(sqlite('./cache.db'), context)
  store.put('a', answerOf())
  await stores.close()
  assert.ok(existsSync(join(directory, 'cache.db')))
  const again = await new OpenCacheStore().of(sqlite(join(directory, 'cache.db')), context)
  assert.equal((await again.get('a'))?.status, 200)
  await again.close?.()
})

test('OpenCacheStore says what is wrong, and the store of before stays', async () => {
  const stores = new OpenCacheStore()
  const store = await stores.of(memory, context)
  store.put('a', answerOf())
  mkdirSync(join(directory, 'folder'))
  for (const file of ['none/cache.db', 'folder']) {
    await assert.rejects(stores.of(sqlite(file), context), StartError)
  }
  assert.equal((await store.get('a'))?.status, 200)
  await stores.close()
})
