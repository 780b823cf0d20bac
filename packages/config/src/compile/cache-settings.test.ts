import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import * as v from 'valibot'
import { cache, routeCache } from '../schema/cache.ts'
import { cacheIdentity, cacheSettings } from './cache-settings.ts'

test('cacheSettings() takes from the top level what a route does not say', () => {
  const file = v.parse(cache, { max_age: '1m', longest: '1h', collapse: true, methods: 'POST' })
  const route = v.parse(routeCache, { max_age: '2m', share: true, max_entry: '10kB' })
  assert.deepEqual(cacheSettings(route ?? {}, file), {
    maxAge: 120_000,
    longest: 3_600_000,
    share: true,
    collapse: true,
    maxEntry: 10_000,
    maxRequest: 1_000_000,
    methods: new Set(['POST']),
  })
})

test('cacheSettings() lets requests ask for a day, unless the operator keeps answers longer himself', () => {
  const day = 86_400_000
  assert.equal(cacheSettings({}, v.parse(cache, {})).longest, day)
  assert.equal(cacheSettings({}, v.parse(cache, { max_age: '2d' })).longest, 2 * day)
  assert.equal(cacheSettings({ longest: 5 }, v.parse(cache, { longest: '1h' })).longest, 5)
})

test('routeCache reads true and false', () => {
  assert.deepEqual(v.parse(routeCache, true), {})
  assert.equal(v.parse(routeCache, false), undefined)
})

test('cache reads where answers are kept, and says what is wrong', () => {
  assert.deepEqual(v.parse(cache, {}).store, { kind: 'memory' })
  assert.deepEqual(v.parse(cache, { store: 'sqlite:./a b.db' }).store, { kind: 'sqlite', file: './a b.db' })
  const wrong: [store: unknown, hint: RegExp][] = [
    ['sqlite', /write sqlite:/],
    ['sqlite://./a', /write sqlite:/],
    ['redis://a', /^$/],
    [5, /^$/],
  ]
  for (const [store, hint] of wrong) {
    const result = v.safeParse(cache, { store })
    assert.equal(result.success, false)
    assert.match(result.issues[0].message.split('\n')[1] ?? '', hint)
  }
})

test('cacheIdentity() is another whenever anything in the config is, and never shows a secret', async () => {
  const provider = (key: string) => ({ url: 'http://a', key: new Secret(key, 'env KEY'), only: new Set(['a']) })
  const name = await cacheIdentity(provider('one'), { headers: /a/ })
  assert.equal(await cacheIdentity(provider('one'), { headers: /a/ }), name)
  const others = [
    await cacheIdentity(provider('two'), { headers: /a/ }),
    await cacheIdentity(provider('one'), { headers: /b/ }),
    await cacheIdentity({ ...provider('one'), url: 'http://b' }, { headers: /a/ }),
    await cacheIdentity({ ...provider('one'), only: new Set(['b']) }, { headers: /a/ }),
    await cacheIdentity([provider('one'), { headers: /a/ }]),
  ]
  assert.equal(new Set([name, ...others]).size, 6)
  assert.match(name, /^[0-9a-f]{64}$/)
})
