import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { editBytes } from './edit-bytes.ts'

type Row = readonly [
  text: string,
  edits: readonly (readonly [from: number, to: number, insert: string])[],
  then: string,
]

test('editBytes() replaces exactly the ranges it is told', () => {
  const rows: readonly Row[] = [
    ['abc', [], 'abc'],
    ['abc', [[1, 2, 'X']], 'aXc'],
    ['abc', [[0, 3, '']], ''],
    ['abc', [[3, 3, 'd']], 'abcd'],
    ['abc', [[0, 0, 'longer than all ']], 'longer than all abc'],
    [
      'abcdef',
      [
        [4, 5, ''],
        [0, 1, 'XY'],
      ],
      'XYbcdf',
    ],
    [
      'abc',
      [
        [1, 1, 'X'],
        [1, 1, 'Y'],
      ],
      'aXYbc',
    ],
    ['', [], ''],
  ]
  for (const [text, edits, then] of rows) {
    const given = utf8(text)
    const edited = editBytes(
      given,
      edits.map(([from, to, insert]) => ({ from, to, insert: utf8(insert) })),
    )
    assert.equal(new TextDecoder().decode(edited), then)
    assert.notEqual(edited.buffer, given.buffer)
    assert.deepEqual(given, utf8(text))
  }
})

test('editBytes() takes no ranges that overlap or lie outside', () => {
  const insert = new Uint8Array(0)
  const rows = [
    [
      [0, 2],
      [1, 3],
    ],
    [[2, 1]],
    [[0, 4]],
    [[-1, 0]],
  ]
  for (const ranges of rows) {
    const edits = ranges.map(([from = 0, to = 0]) => ({ from, to, insert }))
    assert.throws(() => editBytes(utf8('abc'), edits), RangeError)
  }
})
