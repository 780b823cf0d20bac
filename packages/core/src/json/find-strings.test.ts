import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { findStrings } from './find-strings.ts'

const rows: readonly (readonly [json: string, found: readonly string[]])[] = [
  ['{"url":"a"}', ['a']],
  ['{ "url" :\n"a" }', ['a']],
  ['{"data":[{"url":"a"},{"x":{"url":"b"}}],"url":"c"}', ['a', 'b', 'c']],
  ['{"\\u0075rl":"a\\/b\\u00fc"}', ['a/bü']],
  ['{"url":null,"x":"url","y":["url","z"]}', []],
  ['{"x":"\\"url\\":\\"a\\"","url":"b"}', ['b']],
  ['{"urls":"a","my url":"b"}', []],
  ['{"url":["a"],"x":{"url":"b"}}', ['b']],
  ['{"url":"cut', []],
  ['{"url"', []],
  ['', []],
]

test('findStrings() finds members of the name at any depth, and names alone', () => {
  for (const [json, found] of rows) {
    const bytes = utf8(json)
    const strings = findStrings(bytes, 'url')
    assert.deepEqual(
      strings.map(({ text }) => text),
      found,
      json,
    )
    for (const { from, to, text } of strings) {
      assert.equal(JSON.parse(new TextDecoder().decode(bytes.subarray(from, to))), text)
    }
  }
})
