import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameJson } from './same-json.ts'

test('sameJson() looks at values and not at the order of members', () => {
  const rows: [a: string, b: string, same: boolean][] = [
    ['1', '1.0', true],
    ['0', '-0', true],
    ['1', '"1"', false],
    ['null', 'false', false],
    ['null', '{}', false],
    ['[]', '{}', false],
    ['[]', '[]', true],
    ['[1,2]', '[2,1]', false],
    ['[1]', '[1,1]', false],
    ['{"a":1,"b":[{"c":null}]}', '{"b":[{"c":null}],"a":1}', true],
    ['{"a":1}', '{"a":1,"b":1}', false],
    ['{"a":1,"b":1}', '{"a":1}', false],
    ['{"toString":null}', '{"a":null}', false],
    ['{"__proto__":1}', '{"__proto__":1}', true],
    ['{"__proto__":{}}', '{"a":{}}', false],
  ]
  for (const [a, b, same] of rows) {
    assert.equal(sameJson(JSON.parse(a), JSON.parse(b)), same, `${a} ${b}`)
    assert.equal(sameJson(JSON.parse(b), JSON.parse(a)), same, `${b} ${a}`)
  }
})
