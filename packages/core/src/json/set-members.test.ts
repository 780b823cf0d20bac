import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { compileSets } from './compile-sets.ts'
import { MOST_MEMBERS } from './find-members.ts'
import { type NameFor, type SetOutcome, setMembers } from './set-members.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text where it is set, `same` where nothing changed. */
function shown(text: string, patch: string, nameFor?: NameFor): string {
  const bytes = utf8(text)
  const outcome = setMembers(bytes, compileSets(JSON.parse(patch)), nameFor)
  switch (outcome.kind) {
    case 'set':
      return outcome.bytes === bytes ? 'same' : decoder.decode(outcome.bytes)
    case 'broken':
      return `broken ${outcome.at}`
    default:
      return outcome.kind
  }
}

type Row = readonly [text: string, patch: string, expected: string]

function check(rows: readonly Row[]): void {
  for (const [text, patch, expected] of rows) assert.equal(shown(text, patch), expected, `${text} with ${patch}`)
}

test('setMembers() replaces a member where it stands', () => {
  check([
    ['{"a":1}', '{"a":2}', '{"a":2}'],
    ['{ "x" : 1.0 ,\n"a" : "old" , "y":1e2}\n', '{"a":"new"}', '{ "x" : 1.0 ,\n"a" : "new" , "y":1e2}\n'],
    ['\uFEFF {"a":1}', '{"a":2}', '\uFEFF {"a":2}'],
    ['{"a":1,"b":2}', '{"b":3,"a":4}', '{"a":4,"b":3}'],
    ['{"a":1,"b":0,"a":{}}', '{"a":2}', '{"a":2,"b":0,"a":2}'],
    ['{"mod\\u0065l":"a"}', '{"model":"b"}', '{"mod\\u0065l":"b"}'],
    ['{"schl\\u00fcssel":1,"schlüssel":1}', '{"schlüssel":2}', '{"schl\\u00fcssel":2,"schlüssel":2}'],
    ['{"x":{"a":1},"y":[{"a":1}],"a":1}', '{"a":2}', '{"x":{"a":1},"y":[{"a":1}],"a":2}'],
    ['{"a":[1,{"a":2}],"b":"\\/"}', '{"a":null}', '{"a":null,"b":"\\/"}'],
    ['{"a":[1,2]}', '{"a":[3]}', '{"a":[3]}'],
    ['{"a":1}', '{"a":"\\ud800\\n\\"ü"}', '{"a":"\\ud800\\n\\"ü"}'],
    ['{"a":NaN,"b":Infinity}', '{"a":1}', '{"a":1,"b":Infinity}'],
    ['{"a":NaN,"b":-Infinity}', '{"a":null,"b":"-Infinity"}', '{"a":null,"b":"-Infinity"}'],
  ])
})

test('setMembers() appends a member that is missing', () => {
  check([
    ['{}', '{"a":1}', '{"a":1}'],
    [' { } ', '{"a":1,"b":[true]}', ' {"a":1,"b":[true] } '],
    ['{"x":1}', '{"a":1,"b":"2"}', '{"x":1,"a":1,"b":"2"}'],
    ['{"x":1\n}\n', '{"a":1}', '{"x":1,"a":1\n}\n'],
    ['{"x":{"a":1}}', '{"a":2}', '{"x":{"a":1},"a":2}'],
    ['{"b":1}', '{"a":1,"b":2,"c":3}', '{"b":2,"a":1,"c":3}'],
    ['{"A":1," a":1}', '{"a":2}', '{"A":1," a":1,"a":2}'],
    ['{"x":1}', '{"":0,"a\\"b":0}', '{"x":1,"":0,"a\\"b":0}'],
  ])
})

test('setMembers() goes into objects, and makes those that are missing', () => {
  check([
    ['{"a":{"b":1,"c":1.0}}', '{"a":{"b":2}}', '{"a":{"b":2,"c":1.0}}'],
    ['{"a":{"c":1.0 }, "d":1}', '{"a":{"b":{"e":null}}}', '{"a":{"c":1.0,"b":{"e":null} }, "d":1}'],
    ['{"a":{ }}', '{"a":{"b":1}}', '{"a":{"b":1 }}'],
    ['{}', '{"a":{"b":{"c":[1]}}}', '{"a":{"b":{"c":[1]}}}'],
    ['{"a":[{"b":1}]}', '{"a":{"b":2}}', '{"a":{"b":2}}'],
    ['{"a":"{}"}', '{"a":{"b":2}}', '{"a":{"b":2}}'],
    ['{"a":null,"a":{"b":1},"a":{}}', '{"a":{"b":2}}', '{"a":{"b":2},"a":{"b":2},"a":{"b":2}}'],
    ['{"a":{"b":{"c":1}}}', '{"a":{"b":{"c":2}},"d":3}', '{"a":{"b":{"c":2}},"d":3}'],
    ['{"a":{"b":{"c":1}}}', '{"a":{"b":1}}', '{"a":{"b":1}}'],
    ['{"a":{"b":1}}', '{"a":{}}', 'same'],
    ['{"a":1}', '{"a":{}}', '{"a":{}}'],
    ['{}', '{"a":{}}', '{"a":{}}'],
    ['{"b":{"a":{}}}', '{"a":{"x":1}}', '{"b":{"a":{}},"a":{"x":1}}'],
  ])
})

test('setMembers() has no names that are special', () => {
  check([
    ['{}', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
    ['{"__proto__":{"b":1}}', '{"__proto__":{"a":1}}', '{"__proto__":{"b":1,"a":1}}'],
    ['{"constructor":1}', '{"constructor":{"prototype":1}}', '{"constructor":{"prototype":1}}'],
    ['{"toString":1,"__proto__":1}', '{"a":1}', '{"toString":1,"__proto__":1,"a":1}'],
  ])
  assert.equal(Object.hasOwn(Object.prototype, 'a'), false)
})

test('setMembers() leaves what says the same already, in whatever spelling', () => {
  check([
    ['{"a":1.0,"b":1e2,"c":-0.0e1}', '{"a":1,"b":100}', 'same'],
    ['{"a":"\\u0062\\/"}', '{"a":"b/"}', 'same'],
    ['{"a":true,"b":null,"c":false}', '{"a":true,"b":null,"c":false}', 'same'],
    ['{"a":[1,{"b":2}]}', '{"a":[1,{"b":2}]}', 'same'],
    ['{"a":1,"a":2}', '{"a":2}', '{"a":2,"a":2}'],
    ['{"a":"1","b":"null","c":0}', '{"a":1,"b":null,"c":false}', '{"a":1,"b":null,"c":false}'],
    ['{"a":1,"b":null}', '{"a":"1","b":"null"}', '{"a":"1","b":"null"}'],
    ['{"a":-0}', '{"a":0}', '{"a":0}'],
    // One and the same double; a server that reads integers sees two.
    ['{"a":9007199254740993}', '{"a":9007199254740992}', '{"a":9007199254740992}'],
    ['{"x":1}', '{}', 'same'],
  ])
})

test('setMembers() sets nothing in what is no object, is no JSON, or was cut', () => {
  check([
    ['[]', '{"a":1}', 'not_object'],
    ['"a"', '{}', 'not_object'],
    ['a=1', '{"a":1}', 'not_object'],
    ['', '{"a":1}', 'cut'],
    ['{', '{"a":1}', 'cut'],
    ['{"a":1', '{"a":1}', 'cut'],
    ['{"a":{"b":1}', '{"a":{"c":1}}', 'cut'],
    ['{"a":1} x', '{"a":1}', 'broken 8'],
    ['{"a":1}{"a":1}', '{"a":1}', 'broken 7'],
    ['{"a":1,}', '{"a":1}', 'broken 7'],
    ['{"x":1,,"a":1}', '{"a":1}', 'broken 7'],
    ['{a:1}', '{"a":1}', 'broken 1'],
    ['{/**/"a":1}', '{"a":1}', 'broken 1'],
    ['{"\\x":1}', '{"a":1}', 'broken 1'],
    ['{"a":"\\x61"}', '{"a":1}', 'broken 5'],
    ['{"a":"b\nc"}', '{"a":{"b":1}}', 'broken 5'],
    ['{"a":tru}', '{"a":1}', 'broken 8'],
    ['{"a":{"b":1,}}', '{"a":{"b":1}}', 'broken 12'],
    ['{"a":{"b" 1}}', '{"a":{"c":1}}', 'broken 10'],
    ['{"a":{,"b":1}}', '{"a":{"b":1}}', 'broken 6'],
    ['{"a":{]}', '{"a":{"b":1}}', 'broken 6'],
  ])
})

test('setMembers() gives the model another name in the same pass', () => {
  const nameFor: NameFor = (model) => ({ old: 'new', same: 'same' })[model]
  const rows: readonly Row[] = [
    ['{"model":"old","x":1.0}', '{}', '{"model":"new","x":1.0}'],
    ['{"model":"old","mod\\u0065l":"\\u006fld"}', '{"a":1}', '{"model":"new","mod\\u0065l":"new","a":1}'],
    ['{"x":{"model":"old"},"model":"other"}', '{}', 'same'],
    ['{"model":"s\\u0061me"}', '{}', 'same'],
    ['{"model":["old"]}', '{}', 'same'],
    ['{"x":"old"}', '{}', 'same'],
    ['{"x":{"model":"old"}}', '{"x":{"y":1}}', '{"x":{"model":"old","y":1}}'],
    // What is set outright is not asked for.
    ['{"model":"old"}', '{"model":"set"}', '{"model":"set"}'],
    ['{}', '{"model":"old"}', '{"model":"old"}'],
    ['{"model":"\\x"}', '{}', 'broken 9'],
  ]
  for (const [text, patch, expected] of rows) assert.equal(shown(text, patch, nameFor), expected, text)
})

test('setMembers() sets as many of a name as anybody can mean', () => {
  const all = (count: number) => `{${Array(count).fill('"a":{}').join(',')}}`
  const set = shown(all(MOST_MEMBERS), '{"a":{"b":1}}')
  assert.equal(set, all(MOST_MEMBERS).replaceAll('{}', '{"b":1}'))
  assert.match(shown(all(MOST_MEMBERS + 1), '{"a":{"b":1}}'), /^broken/)
  const names = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, i]))
  const text = JSON.stringify(names)
  assert.equal(shown(text.replaceAll(':', ':-1'), JSON.stringify(names)).length, text.length)
})

test('setMembers() takes what was made to hurt, in a straight line', () => {
  const size = 5_000_000
  let patch: Record<string, unknown> = { a: 1 }
  for (let depth = 1; depth < 32; depth++) patch = { a: patch }
  const sets = compileSets(patch)
  const rows: readonly (readonly [what: string, text: string, kind: SetOutcome['kind']])[] = [
    ['objects inside', `${'{"a":'.repeat(size / 5)}`, 'cut'],
    ['objects inside, closed', `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`, 'set'],
    ['brackets', `{"a":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`, 'set'],
    ['a long number', `{"a":${'1'.repeat(size)}}`, 'set'],
    ['a long string', `{"a":"${'\\u0061'.repeat(size / 6)}"}`, 'set'],
    ['a long name', `{"${'\\u0061'.repeat(size / 6)}":1}`, 'set'],
    ['many names', `{${'"b":1,'.repeat(size / 6)}"a":1}`, 'set'],
    ['many of them', `{${'"a":1,'.repeat(size / 6)}"a":1}`, 'broken'],
    ['backslashes', `{"${'\\'.repeat(size)}`, 'cut'],
    ['space', `{${' '.repeat(size)}}`, 'set'],
  ]
  for (const [what, text, kind] of rows) assert.equal(setMembers(utf8(text), sets).kind, kind, what)
})
