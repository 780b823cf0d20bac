import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, copyOf, utf8 } from './bytes.ts'

test('concat() joins all parts in order', () => {
  const rows: [parts: string[], whole: string][] = [
    [[], ''],
    [['a'], 'a'],
    [['a', '', 'bc'], 'abc'],
  ]
  for (const [parts, whole] of rows) assert.deepEqual(concat(parts.map(utf8)), utf8(whole))
})

test('copyOf() keeps its bytes when the original is written over', () => {
  const memory = utf8('__secret__')
  const view = memory.subarray(2, 8)
  const copy = copyOf(view)
  memory.fill(0)
  assert.deepEqual(copy, utf8('secret'))
  assert.equal(copy.buffer.byteLength, 6)
})
