import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from './fields.ts'
import { namedByConnection } from './hop-by-hop.ts'

const table: readonly (readonly [lines: readonly string[], names: readonly string[] | undefined])[] = [
  [[], undefined],
  [['x-a', '1'], undefined],
  [['connection', 'Keep-Alive'], undefined],
  [
    ['Connection', 'close', 'connection', 'X-A,\t x-b ,,'],
    ['x-a', 'x-b'],
  ],
  [['connection', 'Host, Content-Length, content-type, x-a'], ['x-a']],
]

test('namedByConnection() gathers the names of all lines but those that carry meaning', () => {
  for (const [lines, names] of table) {
    const named = namedByConnection(new Fields(lines))
    assert.deepEqual(named && [...named], names, lines.join())
  }
})
