import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PerIdentity } from './per-identity.ts'

const first = { id: 'a', ca: 'one' }

test('PerIdentity gives what it holds to an identity of the same certificates', () => {
  const held = new PerIdentity<number>(2)
  held.set('key', first, 1)
  assert.equal(held.get('key', { ...first }), 1)
  held.delete('key')
  assert.equal(held.get('key', first), undefined)
})

for (const [what, other] of [
  ['authority', { id: 'a', ca: 'two' }],
  ['certificate', { id: 'a', ca: 'one', cert: 'mine' }],
  ['key', { id: 'a', ca: 'one', key: 'mine' }],
] as const) {
  test(`PerIdentity gives nothing to an identity with another ${what}, whatever it is called`, () => {
    const held = new PerIdentity<number>(2)
    held.set('key', first, 1)
    assert.equal(held.get('key', other), undefined)
    held.set('key', other, 2)
    assert.equal(held.get('key', first), undefined)
  })
}
