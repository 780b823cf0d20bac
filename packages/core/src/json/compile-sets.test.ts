import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileSets } from './compile-sets.ts'

function nested(levels: number, inner: unknown = 1): Record<string, unknown> {
  return levels === 1 ? { a: inner } : { a: nested(levels - 1, inner) }
}

test('compileSets() takes objects in objects as deep as anybody means them', () => {
  compileSets({})
  compileSets(nested(32))
  compileSets(nested(31, [1]))
  const lists = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)
  const around: Record<string, unknown> = {}
  around['a'] = around
  for (const patch of [nested(33), nested(32, []), nested(5000), { a: lists }, around]) {
    assert.throws(() => compileSets(patch), { name: 'TypeError', message: /32 levels/ })
  }
})

test('compileSets() takes nothing that JSON would not say', () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol('a'), () => 1]) {
    for (const patch of [{ a: value }, { a: { b: value } }, { a: [{ b: value }] }]) {
      assert.throws(() => compileSets(patch), { name: 'TypeError', message: /^JSON has no / })
    }
  }
})
