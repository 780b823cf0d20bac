import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deferred, until } from './wait.ts'

test('until() returns the first truthy answer', async () => {
  let asked = 0
  assert.equal(await until(() => (++asked === 3 ? 'third' : undefined), { everyMs: 1 }), 'third')
})

test('until() says what it waited for', async () => {
  await assert.rejects(
    until(() => false, { timeoutMs: 10, what: 'rain' }),
    /waited 10 ms for rain/,
  )
  await assert.rejects(
    until(() => false, { timeoutMs: 10, what: () => 'late words' }),
    /late words/,
  )
})

test('deferred() is settled from outside, once', async () => {
  const one = deferred<number>()
  assert.equal(one.settled, false)
  one.resolve(1)
  one.reject(new Error('too late'))
  assert.equal(one.settled, true)
  assert.equal(await one.promise, 1)
})
