import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { dropPrefix } from './drop-prefix.ts'
import { editBytes } from './edit-bytes.ts'
import { findMembers } from './find-members.ts'

/** The body without the prefix, in every occurrence that bears it. */
function dropped(bytes: Uint8Array, prefix: string): Uint8Array {
  const found = findMembers(bytes, 'model')
  assert.equal(found.kind, 'object')
  const members = found.kind === 'object' ? found.members : []
  const edits = members.flatMap((member) => dropPrefix(bytes, member, prefix) ?? [])
  return editBytes(bytes, edits)
}

const rows: readonly (readonly [body: string, prefix: string, then: string])[] = [
  ['{"model":"@main/gpt-5"}', '@main/', '{"model":"gpt-5"}'],
  ['{ "x" : 1.0 , "model" : "@main/gpt-5" }\n', '@main/', '{ "x" : 1.0 , "model" : "gpt-5" }\n'],
  ['{"model":"@main/a","x":"@main/a","model":"@main/b"}', '@main/', '{"model":"a","x":"@main/a","model":"b"}'],
  ['{"model":"@main/a","model":"@other/b","model":1}', '@main/', '{"model":"a","model":"@other/b","model":1}'],
  ['{"mod\\u0065l":"@main/a"}', '@main/', '{"mod\\u0065l":"a"}'],
  ['{"model":"@main\\/org\\/m\\u0065"}', '@main/', '{"model":"org\\/m\\u0065"}'],
  ['{"model":"\\u0040ma\\u0069n\\u002Fgpt\\u002d5"}', '@main/', '{"model":"gpt\\u002d5"}'],
  ['{"model":"@main/"}', '@main/', '{"model":""}'],
  ['{"model":"@main/@main/a"}', '@main/', '{"model":"@main/a"}'],
  ['{"model":"@größe/a"}', '@größe/', '{"model":"a"}'],
  ['{"model":"@gr\\u00f6ße/a"}', '@größe/', '{"model":"a"}'],
  ['{"model":"@😀/a"}', '@😀/', '{"model":"a"}'],
  ['{"model":"@\\ud83d\\uDE00/a"}', '@😀/', '{"model":"a"}'],
  ['{"model":"@a\\"b\\\\c/d"}', '@a"b\\c/', '{"model":"d"}'],
  ['{"model":"@Main/a"}', '@main/', '{"model":"@Main/a"}'],
  ['{"model":"@main"}', '@main/', '{"model":"@main"}'],
  ['{"model":" @main/a"}', '@main/', '{"model":" @main/a"}'],
  ['{"model":["@main/a"]}', '@main/', '{"model":["@main/a"]}'],
  ['{"x":{"model":"@main/a"}}', '@main/', '{"x":{"model":"@main/a"}}'],
]

test('dropPrefix() takes the bytes that spell the prefix and no others', () => {
  for (const [body, prefix, then] of rows) {
    assert.equal(new TextDecoder().decode(dropped(utf8(body), prefix)), then, body)
  }
})

test('dropPrefix() does not take bytes for characters that they only stand in for', () => {
  const bytes = Uint8Array.from([...utf8('{"model":"@'), 0xff, ...utf8('/a"}')])
  assert.deepEqual(dropped(bytes, '@\uFFFD/'), bytes)
})
