import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileHeaderRules } from './header-rules.ts'

test('compileHeaderRules() replaces what is set, keeps what is added to, drops what is removed', () => {
  const rules = compileHeaderRules({ set: [['X-Team', 'a']], add: [['x-tag', 'b']], remove: ['Cookie'] })
  assert.ok(rules.kind === 'ok')
  assert.deepEqual([...rules.dropped].sort(), ['cookie', 'x-team'])
  assert.deepEqual(rules.appended, ['X-Team', 'a', 'x-tag', 'b'])
})

test('compileHeaderRules() names every problem and no value', () => {
  const rules = compileHeaderRules({
    set: [
      ['x-key', 'hidden-1\r\nx: y'],
      ['bad name', 'v'],
    ],
    add: [
      ['x-emoji', 'hidden-\u{1f600}'],
      ['Host', 'h'],
    ],
    remove: ['content-length', ''],
  })
  assert.ok(rules.kind === 'invalid')
  assert.equal(rules.problems.length, 6)
  assert.doesNotMatch(rules.problems.join(), /hidden/)
})

test('compileHeaderRules() takes empty values, tabs inside and latin-1', () => {
  const rules = compileHeaderRules({
    set: [
      ['a', ''],
      ['b', 'x\ty z'],
      ['c', 'caf\xe9'],
    ],
  })
  assert.equal(rules.kind, 'ok')
  for (const value of [' x', 'x ', '\tx', 'x\0', 'x\x7f']) {
    assert.equal(compileHeaderRules({ set: [['a', value]] }).kind, 'invalid', JSON.stringify(value))
  }
})
