import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonString } from './json-string.ts'

test('jsonString() says the text again when it is read', () => {
  for (const text of ['', 'gpt-5', 'a"b\\c/d', '\n\u0000\u007f', 'größe 😀', '\ud83d', '\uFEFFa', '\u2028']) {
    const bytes = jsonString(text)
    assert.equal(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), text)
  }
})
