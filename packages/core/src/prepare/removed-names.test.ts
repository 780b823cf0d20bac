import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTarget } from '../../test/harness.ts'
import { removedNames } from './removed-names.ts'

test('removedNames() joins what opened Strait and what the held key replaces', () => {
  const holding = makeTarget(undefined, { drop: { headers: new Set(['authorization']), query: [] } })
  assert.deepEqual([...removedNames([], makeTarget())], [])
  assert.deepEqual([...removedNames([], holding)], ['authorization'])
  const carriers = [
    { kind: 'header', name: 'x-api-key' },
    { kind: 'query', name: 'key' },
  ] as const
  assert.deepEqual([...removedNames(carriers, makeTarget())], ['x-api-key'])
  assert.deepEqual([...removedNames(carriers, holding)], ['authorization', 'x-api-key'])
  assert.deepEqual([...holding.drop.headers], ['authorization'])
})
