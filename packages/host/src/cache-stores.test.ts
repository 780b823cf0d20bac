import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Config, loadConfig } from '@strait/config'
import type { CachedAnswer, CacheStore } from '@strait/core'
import { CacheStores } from './cache-stores.ts'
import { StartError } from './start-error.ts'

const directory = mkdtempSync(join(tmpdir(), 'strait-cache-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const context = { configFile: join(directory, 'strait.yaml'), warn: (message: string) => assert.fail(message) }

/** A config with this under `cache`; without a route that caches, only requests may want it. */
async function configOf(cache: string, routes = 'routes: [{ path: /c/*, to: { url: "https://x" }, cache: true }]') {
  const text = `cache: { ${cache} }\n${routes}\n`
  const none = { kind: 'failed', reason: 'there is none' } as const
  const loaded = await loadConfig({ text, source: 'strait.yaml', env: () => undefined, readFile: () => none })
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.map(({ message }) => message).join())
  return loaded.config
}

function answerOf(): CachedAnswer {
  const body = new Uint8Array(1)
  const expires = Date.now() + 60_000
  return { status: 200, reason: 'OK', headers: [], body, ends: [1], storedAt: 0, expires, by: undefined }
}

async function storeOf(stores: CacheStores, config: Config): Promise<CacheStore> {
  const chosen = await stores.for(config, context)
  await stores.putInEffect(chosen)
  if (chosen.store === undefined) throw new Error('it wants none')
  return chosen.store
}

test('CacheStores keep one over reloads, until a config in effect names another', async () => {
  const stores = new CacheStores()
  const first = await storeOf(stores, await configOf('store: memory'))
  first.put('a', answerOf())
  assert.equal(await storeOf(stores, await configOf('store: memory')), first)
  const next = await stores.for(await configOf('store: memory, bytes: 2MB'), context)
  assert.notEqual(next.store, first)
  assert.equal((await first.get('a'))?.status, 200, 'the other is not in effect yet, and may never be')
  await stores.putInEffect(next)
  assert.equal(await first.get('a'), undefined, 'the old one is closed')
  await stores.close()
})

test('CacheStores open a file beside the config, and write all of it when they close', async () => {
  const stores = new CacheStores()
  const store = await storeOf(stores, await configOf('store: "sqlite:./cache.db"'))
  store.put('a', answerOf())
  await stores.close()
  assert.ok(existsSync(join(directory, 'cache.db')))
  const others = new CacheStores()
  const again = await storeOf(others, await configOf(`store: "sqlite:${join(directory, 'cache.db')}"`))
  assert.equal((await again.get('a'))?.status, 200)
  await others.close()
})

test('CacheStores say what is wrong with a place, and the store of before stays', async () => {
  const stores = new CacheStores()
  const store = await storeOf(stores, await configOf('store: memory'))
  store.put('a', answerOf())
  mkdirSync(join(directory, 'folder'))
  for (const file of ['none/cache.db', 'folder']) {
    await assert.rejects(stores.for(await configOf(`store: "sqlite:./${file}"`), context), StartError)
  }
  assert.equal((await store.get('a'))?.status, 200)
  await stores.close()
})

test('CacheStores open what only requests may want with the first that does, and under its own config alone', async () => {
  const stores = new CacheStores()
  const asked = 'store: "sqlite:./asked.db"'
  const first = await storeOf(stores, await configOf(asked, ''))
  assert.equal(existsSync(join(directory, 'asked.db')), false)
  const late = await storeOf(stores, await configOf('store: "sqlite:./other.db"', ''))
  await assert.rejects(async () => first.digest('head\n\n', new Uint8Array(0)), /another cache by now/)
  assert.equal(existsSync(join(directory, 'asked.db')), false)
  assert.ok(await late.digest('head\n\n', new Uint8Array(0)))
  assert.ok(existsSync(join(directory, 'other.db')))
  await stores.close()
})

test('CacheStores go on to another where the one before could not be opened', async () => {
  const stores = new CacheStores()
  const first = await storeOf(stores, await configOf('store: "sqlite:./none/asked.db"', ''))
  const next = await stores.for(await configOf('store: memory'), context)
  const asked = assert.rejects(async () => first.digest('head\n\n', new Uint8Array(0)), StartError)
  // While it is being opened.
  await stores.putInEffect(next)
  await asked
  await stores.close()
})
