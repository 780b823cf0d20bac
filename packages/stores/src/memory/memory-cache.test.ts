import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CachedAnswer } from '@strait/core'
import { cacheStoreContract } from '@strait/testkit/cache-store'
import { memoryCache } from './memory-cache.ts'

cacheStoreContract('memoryCache()', { open: (options) => memoryCache({ entries: 10_000, ...options }) })

function answerOf(size: number, expires = 1000): CachedAnswer {
  const body = new Uint8Array(size)
  return { status: 200, reason: 'OK', headers: ['a', 'b'], body, ends: [size], storedAt: 0, expires, by: undefined }
}

test('memoryCache() lets go of what was not asked for longest, by count', () => {
  const store = memoryCache({ entries: 2, bytes: 1e6, now: () => 0 })
  store.put('a', answerOf(1))
  store.put('b', answerOf(1))
  store.get('a')
  store.put('c', answerOf(1))
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => store.get(key) !== undefined),
    [true, false, true],
  )
})

test('memoryCache() counts what an answer takes beside its body, and gives it back', () => {
  let now = 0
  const store = memoryCache({ entries: 1e6, bytes: 100_000, now: () => now })
  for (let i = 0; i < 10_000; i++) store.put(`${i}`, answerOf(0))
  const { entries, bytes } = store.size
  assert.ok(entries < 200, `${entries} empty answers in 100 kB`)
  assert.ok(bytes <= 100_000)
  store.put('9999', answerOf(10))
  assert.equal(store.size.entries, entries, 'in the place of the one of that name')
  now = 1000
  for (let i = 0; i < 10_000; i++) assert.equal(store.get(`${i}`), undefined)
  assert.deepEqual(store.size, { entries: 0, bytes: 0 })
})
