import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { type Found, findMembers, MOST_MEMBERS } from './find-members.ts'

/** Values as they stand in the text, with what strings say behind an arrow. */
function shown(bytes: Uint8Array, found: Found): string {
  switch (found.kind) {
    case 'not_object':
      return found.kind
    case 'broken':
      return `broken ${found.at}`
    case 'object':
    case 'cut': {
      const values = found.members.map(({ from, to, kind, text }) => {
        const written = new TextDecoder().decode(bytes.subarray(from, to))
        return `${kind} ${written}${text === undefined ? '' : ` → ${JSON.stringify(text)}`}`
      })
      return [found.kind, ...values].join(' | ')
    }
    default:
      return found satisfies never
  }
}

function check(rows: readonly (readonly [text: string, expected: string])[]): void {
  for (const [text, expected] of rows) {
    const bytes = utf8(text)
    assert.equal(shown(bytes, findMembers(bytes, 'model')), expected, text)
  }
}

test('findMembers() finds a member wherever it stands at the top, and nowhere else', () => {
  check([
    ['{}', 'object'],
    [' \t\r\n{ \t\r\n} \t\r\n', 'object'],
    ['{"model":"a"}', 'object | string "a" → "a"'],
    ['{"model":"a","x":1}', 'object | string "a" → "a"'],
    ['{"x":1,"model":"a"}', 'object | string "a" → "a"'],
    ['{"x":1,"model":"a","y":2}', 'object | string "a" → "a"'],
    ['{"model":"a","model":"b"}', 'object | string "a" → "a" | string "b" → "b"'],
    ['{"model":"a","x":{"model":"c"},"model":1}', 'object | string "a" → "a" | number 1'],
    ['\t{\n"model"\r:\n "a" \t, "x" : 1 }\n', 'object | string "a" → "a"'],
    ['\uFEFF{"model":"a"}', 'object | string "a" → "a"'],
    ['\uFEFF \n{"model":"a"}', 'object | string "a" → "a"'],
    ['{"x":{"model":"a"}}', 'object'],
    ['{"x":[{"model":"a"}]}', 'object'],
    ['{"x":"model","y":"\\"model\\":\\"a\\""}', 'object'],
    ['{"x":"{\\"model\\":\\"b\\"}","model":"a"}', 'object | string "a" → "a"'],
    ['{"x":["model",{"model":[{"model":1}]}],"model":"a"}', 'object | string "a" → "a"'],
    ['{"models":"a","mode":"b","Model":"c"," model":"d","":"e"}', 'object'],
    ['{"x":"}]{[,:","y":["}"],"z":{"]":"["},"model":"a"}', 'object | string "a" → "a"'],
    ['{"x":"\\\\","model":"a"}', 'object | string "a" → "a"'],
    ['{"x":"\\\\\\"","model":"a"}', 'object | string "a" → "a"'],
    ['{"x":"ends in \\\\\\\\","model":"a"}', 'object | string "a" → "a"'],
    ['{"x":"\\u0022,\\u007d","model":"a"}', 'object | string "a" → "a"'],
  ])
})

test('findMembers() reads a name in every spelling', () => {
  check([
    ['{"mod\\u0065l":"a"}', 'object | string "a" → "a"'],
    ['{"\\u006d\\u006F\\u0064\\u0065\\u006C":"a"}', 'object | string "a" → "a"'],
    ['{"\\u006dodel":"a","model":"b"}', 'object | string "a" → "a" | string "b" → "b"'],
    ['{"mode\\\\u006c":"a"}', 'object'],
    ['{"\\model":"a"}', 'broken 1'],
    ['{"mod\\u00":"a"}', 'broken 1'],
    ['{"model\\u0000":"a","\\u006dodels":"b"}', 'object'],
    ['{"\\ud83d\\ude00":"a"}', 'object'],
  ])
  const rows: readonly (readonly [name: string, text: string])[] = [
    ['a"b', '{"a\\"b":1}'],
    ['a\\b', '{"a\\\\b":1}'],
    ['a\nb', '{"a\\nb":1}'],
    ['a/b', '{"a\\/b":1}'],
    ['schlüssel', '{"schlüssel":1}'],
    ['schlüssel', '{"schl\\u00fcssel":1}'],
    ['😀', '{"\\ud83d\\ude00":1}'],
    ['', '{"":1}'],
  ]
  for (const [name, text] of rows) {
    const found = findMembers(utf8(text), name)
    assert.deepEqual(found.kind === 'object' && found.members.map(({ kind }) => kind), ['number'], text)
  }
  // A backslash and an n, where the name has a line break.
  assert.deepEqual(findMembers(utf8('{"a\\nb":1}'), 'a\\nb'), { kind: 'object', members: [] })
})

test('findMembers() says what a value is and where it ends', () => {
  check([
    ['{"model":""}', 'object | string "" → ""'],
    ['{"model":"\\u0061\\n\\/\\"\\\\"}', 'object | string "\\u0061\\n\\/\\"\\\\" → "a\\n/\\"\\\\"'],
    ['{"model":"größe 😀"}', 'object | string "größe 😀" → "größe 😀"'],
    ['{"model":"\\ud83d\\ude00"}', 'object | string "\\ud83d\\ude00" → "😀"'],
    ['{"model":"\\ud83d"}', 'object | string "\\ud83d" → "\\ud83d"'],
    ['{"model":"\uFEFFa"}', 'object | string "\uFEFFa" → "\uFEFFa"'],
    ['{"model":0}', 'object | number 0'],
    ['{"model":-0.0e-0 }', 'object | number -0.0e-0'],
    ['{"model":1E+400,"x":1}', 'object | number 1E+400'],
    ['{"model":123456789012345678901234567890}', 'object | number 123456789012345678901234567890'],
    ['{"model":NaN,"x":-Infinity,"y":Infinity}', 'object | number NaN'],
    ['{"model":true,"x":false,"y":null}', 'object | boolean true'],
    ['{"model":false}', 'object | boolean false'],
    ['{"model":null\n}', 'object | null null'],
    ['{"model":{"a":[1,{"b":"}"}]} }', 'object | object {"a":[1,{"b":"}"}]}'],
    ['{"model":[[],[[]],"]"],"x":1}', 'object | array [[],[[]],"]"]'],
  ])
})

test('findMembers() tells other values from broken ones', () => {
  check([
    ['[]', 'not_object'],
    ['"{}"', 'not_object'],
    ['1', 'not_object'],
    ['null', 'not_object'],
    ['model=a', 'not_object'],
    ['--boundary\r\n', 'not_object'],
    ['\uFEFF\uFEFF{}', 'not_object'],
    ['{"model":"a"} x', 'broken 14'],
    ['{"model":"a"}{"model":"b"}', 'broken 13'],
    ['{"model":"a"}\0', 'broken 13'],
    ['{"model":"a",}', 'broken 13'],
    ['{,"model":"a"}', 'broken 1'],
    ['{"model":"a" "x":1}', 'broken 13'],
    ['{"model" "a"}', 'broken 9'],
    ['{"model":}', 'broken 9'],
    ['{"model":,"x":1}', 'broken 9'],
    ['{model:"a"}', 'broken 1'],
    ["{'model':'a'}", 'broken 1'],
    ['{"model":\'a\'}', 'broken 9'],
    ['{"model":tru}', 'broken 12'],
    ['{"model":truer}', 'broken 13'],
    ['{"model":undefined}', 'broken 9'],
    ['{/*"*/"model":"a"}', 'broken 1'],
    ['{"x":[/*"*/1],"model":"a"}', 'broken 6'],
    ['{"x":{\'"\':1},"model":"a"}', 'broken 6'],
    ['{"x":[1]],"model":"a"}', 'broken 8'],
    ['{"model":"\\x61"}', 'broken 9'],
    ['{"model":"a\nb"}', 'broken 9'],
    ['{\u00A0"model":"a"}', 'broken 1'],
    ['{\0"\0m\0', 'broken 1'],
  ])
})

test('findMembers() says when the text ended early, and what it held until then', () => {
  check([
    ['', 'cut'],
    [' \n', 'cut'],
    ['{', 'cut'],
    ['{"mod', 'cut'],
    ['{"model', 'cut'],
    ['{"model"', 'cut'],
    ['{"model":', 'cut'],
    ['{"model":"a', 'cut'],
    ['{"model":"a\\"', 'cut'],
    ['{"model":"a\\', 'cut'],
    ['{"model":"\\u00', 'cut'],
    ['{"model":"a"', 'cut | string "a" → "a"'],
    ['{"model":"a",', 'cut | string "a" → "a"'],
    ['{"model":"a","x":{"y":[', 'cut | string "a" → "a"'],
    ['{"model":12', 'cut'],
    ['{"model":-', 'cut'],
    ['{"model":tr', 'cut'],
    ['{"model":{"a":1', 'cut'],
    ['{"model":"a","model":"b', 'cut | string "a" → "a"'],
  ])
  for (const bytes of [[0xef], [0xef, 0xbb], [0xef, 0xbb, 0xbf]]) {
    assert.deepEqual(findMembers(Uint8Array.from(bytes), 'model'), { kind: 'cut', members: [] })
  }
})

test('findMembers() reads bytes that are no UTF-8', () => {
  const bytes = Uint8Array.from([...utf8('{"x":"'), 0xff, 0xc2, ...utf8('","model":"'), 0xe2, ...utf8('"}')])
  const found = findMembers(bytes, 'model')
  assert.deepEqual(found.kind === 'object' && found.members.map(({ text }) => text), ['\uFFFD'])
})

test('findMembers() comes through strings of every length to their end', () => {
  // Where the loop gives over to the engine's search is no place to trip over a backslash.
  for (let length = 0; length < 300; length++) {
    for (const tail of ['', '\\"', '\\\\', '\\\\\\"', '\\\\\\\\', '\\"x\\"']) {
      const text = `{"x":"${'y'.repeat(length)}${tail}","model":"a"}`
      const found = findMembers(utf8(text), 'model')
      assert.equal(found.kind === 'object' && found.members[0]?.from, text.length - 4, text)
    }
  }
})

test('findMembers() takes what was made to hurt, in a straight line', () => {
  const size = 10_000_000
  const rows: readonly (readonly [what: string, bytes: Uint8Array, kind: Found['kind']])[] = [
    ['brackets', new Uint8Array(size).fill(0x5b), 'not_object'],
    ['brackets inside', utf8(`{"x":${'['.repeat(size)}`), 'cut'],
    ['braces', new Uint8Array(size).fill(0x7b), 'broken'],
    ['braces inside', utf8(`{"x":${'{"x":'.repeat(size / 5)}`), 'cut'],
    ['closed again', utf8(`{"x":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`), 'object'],
    ['quotes', new Uint8Array(size).fill(0x22), 'not_object'],
    ['backslashes', utf8(`{"${'\\'.repeat(size)}`), 'cut'],
    ['escaped quotes', utf8(`{"x":"${'\\"'.repeat(size / 2)}"}`), 'object'],
    ['escaped quotes, far apart', utf8(`{"x":"${`${'\\'.repeat(199)}"`.repeat(size / 200)}"}`), 'object'],
    ['a long name', utf8(`{"${'\\u006d'.repeat(size / 6)}":1}`), 'object'],
    ['a long model', utf8(`{"model":"${'\\u006d'.repeat(size / 6)}"}`), 'object'],
    ['space', utf8(`{${' '.repeat(size)}}`), 'object'],
    ['a long number', utf8(`{"x":${'1'.repeat(size)}}`), 'object'],
    ['many names', utf8(`{${'"modex":1,'.repeat(size / 10)}"x":1}`), 'object'],
    ['many models', utf8(`{${'"model":1,'.repeat(size / 10)}"x":1}`), 'broken'],
  ]
  for (const [what, bytes, kind] of rows) assert.equal(findMembers(bytes, 'model').kind, kind, what)
})

test('findMembers() finds as many of a name as anybody can mean', () => {
  const found = findMembers(utf8(`{${'"model":1,'.repeat(MOST_MEMBERS - 1)}"model":2}`), 'model')
  assert.equal(found.kind === 'object' && found.members.length, MOST_MEMBERS)
})
