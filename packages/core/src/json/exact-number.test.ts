import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { exactNumber } from './exact-number.ts'

test('exactNumber() is the same for all spellings of a number, and for no other number', () => {
  const rows: readonly (readonly string[])[] = [
    ['0', '0.0', '0e5', '0.00E-7'],
    ['-0', '-0.0'],
    ['1', '1.0', '1e0', '1E+0', '10e-1', '0.1e1', '0.001e0003'],
    ['100', '1e2', '1.00e+2', '100.000'],
    ['-12.5', '-12.50', '-1.25e1', '-125E-1'],
    ['9007199254740992', '9007199254740992.0'],
    // The same as doubles, and another number to who reads integers.
    ['9007199254740993'],
    ['5e-324'],
    ['4e-324'],
    ['1e-400'],
    ['1e400', '10e399'],
    ['1e401'],
  ]
  const seen = rows.map((spellings) => {
    const all = new Set(spellings.map((text) => exactNumber(utf8(text))))
    assert.equal(all.size, 1, spellings.join(' '))
    return [...all][0]
  })
  assert.equal(new Set(seen).size, rows.length)
})

test('exactNumber() reads what JSON has for a number, and nothing that is long', () => {
  for (const text of ['', '-', '+1', '01', '1.', '.5', '1e', '1e+', '0x10', '1abc', 'NaN', '-Infinity', '1 ', '1_0']) {
    assert.equal(exactNumber(utf8(text)), undefined, text)
  }
  assert.equal(exactNumber(new Uint8Array(10_000_000).fill(0x31)), undefined)
})
