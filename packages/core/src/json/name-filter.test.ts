import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { NameFilter } from './name-filter.ts'

function mayBe(names: readonly string[], literal: string): boolean {
  const bytes = utf8(`{${literal}:1}`)
  return new NameFilter(names).mayBe(bytes, 1, bytes.length - 3)
}

test('NameFilter lets every spelling of its names pass', () => {
  const names = ['model', '', 'a"b', '\n', 'schlüssel', '😀', '\uFFFD', '__proto__', 'x'.repeat(200)]
  for (const name of names) {
    const units = name.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    const [plain, escaped] = [JSON.stringify(name), `"${units.join('')}"`]
    assert.ok(mayBe(names, plain) && mayBe([name], plain), plain)
    assert.ok(mayBe(names, escaped) && mayBe([name], escaped), escaped)
  }
  // Bytes that are no UTF-8 read as U+FFFD.
  assert.ok(new NameFilter(['\uFFFD']).mayBe(Uint8Array.of(0x22, 0xff, 0x22), 0, 3))
})

test('NameFilter stops nearly all others', () => {
  const others = Array.from({ length: 1000 }, (_, i) => `"other${i}"`).filter((literal) =>
    mayBe(['model', 'a'], literal),
  )
  assert.ok(others.length < 50, `${others.length} of 1000`)
  assert.equal(mayBe(['model'], `"${'\\u006d'.repeat(6)}"`), false)
})
