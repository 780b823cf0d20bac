import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dropPrefix } from '../../packages/core/src/json/drop-prefix.ts'
import { editBytes } from '../../packages/core/src/json/edit-bytes.ts'
import { type Found, findMembers, type Member } from '../../packages/core/src/json/find-members.ts'
import { jsonString } from '../../packages/core/src/json/json-string.ts'
import { readModel } from '../../packages/core/src/json/read-model.ts'
import { utf8 } from '../../packages/core/src/web/bytes.ts'
import { fuzz } from './fuzz.ts'

const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\b': '\\b', '/': '\\/' }

const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 2 })
/** Any but lone surrogates; fast-check's own arbitrary lists all of them first, which takes seconds. */
const anyChar = fc.nat(0x10ffff - 0x800).map((nth) => String.fromCodePoint(nth < 0xd800 ? nth : nth + 0x800))
const char = fc.oneof(fc.constantFrom(...'"\\/\n\b{}[]:,model'), anyChar)
const textValue = fc.oneof(
  fc.array(char, { maxLength: 12 }).map((chars) => chars.join('')),
  // Beyond where the loop gives over to the engine's search.
  fc.array(fc.constantFrom('x'.repeat(60), '\\', '"', 'y'), { maxLength: 6 }).map((chars) => chars.join('')),
)

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** One of the ways to write a character: as it is, as a letter, as `\u` in either case. */
function written(unit: string, way: number): string {
  const must = unit < ' ' || unit === '"' || unit === '\\'
  const short = SHORT[unit]
  if (way === 0 && short !== undefined) return short
  const full = [...Array(unit.length).keys()].map((i) => escaped(unit[i] as string)).join('')
  if (way === 1) return full
  if (way === 2) return full.replace(/[0-9a-f]{4}/g, (digits) => digits.toUpperCase())
  return must ? full : unit
}

/** A text without quotes, with every character in a way of its own. */
function spelled(text: string): fc.Arbitrary<string> {
  const chars = [...text]
  const ways = fc.array(fc.nat(8), { minLength: chars.length, maxLength: chars.length })
  return ways.map((all) => chars.map((unit, i) => written(unit, all[i] ?? 8)).join(''))
}

const quoted = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.chain(spelled).map((inner) => `"${inner}"`)
const name = quoted(
  fc.oneof(fc.constant('model'), fc.constantFrom('', 'mode', 'models', 'Model', 'x', '"model"'), textValue),
)
const number = fc.constantFrom('0', '-0', '1', '-12.50', '1e5', '1E+400', '0.1e-7', '123456789012345678901234567890')
const scalar = fc.oneof(quoted(textValue), number, fc.constantFrom('true', 'false', 'null'))

interface Pair {
  readonly before: string
  readonly name: string
  readonly between: string
  readonly value: string
  readonly after: string
}

const { value, pairs } = fc.letrec<{ value: string; list: string; pairs: Pair[]; map: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('map')),
  list: fc
    .array(
      fc.tuple(space, tie('value'), space).map((parts) => parts.join('')),
      { maxLength: 4 },
    )
    .map((items) => `[${items.join(',')}]`),
  pairs: fc.array(
    fc.record({
      before: space,
      name,
      between: fc.tuple(space, space).map(([left, right]) => `${left}:${right}`),
      value: tie('value'),
      after: space,
    }),
    { maxLength: 6 },
  ),
  map: tie('pairs').map(objectOf),
}))

function objectOf(all: readonly Pair[]): string {
  return `{${all.map((pair) => `${pair.before}${pair.name}${pair.between}${pair.value}${pair.after}`).join(',')}}`
}

const body = fc.record({ front: fc.constantFrom('', '\uFEFF', ' \n', '\uFEFF\t'), pairs, tail: space })
const isModel = (pair: Pair): boolean => JSON.parse(pair.name) === 'model'

function membersOf(found: Found): readonly Member[] {
  assert.ok(found.kind === 'object' || found.kind === 'cut', found.kind)
  return found.members
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

test('members are found however JSON is written, and edits touch nothing else', () => {
  fuzz('json members', fc.tuple(body, textValue), ([{ front, pairs: all, tail }, text]) => {
    const inner = objectOf(all)
    const bytes = utf8(front + inner + tail)
    const found = findMembers(bytes, 'model')
    assert.equal(found.kind, 'object')
    const slices = membersOf(found).map(({ from, to }) => textOf(bytes.subarray(from, to)))
    assert.deepEqual(
      slices,
      all.filter(isModel).map((pair) => pair.value),
    )
    for (const { kind, text: said, from, to } of membersOf(found)) {
      const parsed: unknown = JSON.parse(textOf(bytes.subarray(from, to)))
      assert.equal(said, typeof parsed === 'string' ? parsed : undefined)
      assert.equal(kind, parsed === null ? 'null' : Array.isArray(parsed) ? 'array' : typeof parsed)
    }
    const { model } = JSON.parse(inner)
    assert.equal(readModel(bytes), typeof model === 'string' ? model : undefined)

    const insert = jsonString(text)
    const edited = editBytes(
      bytes,
      membersOf(found).map(({ from, to }) => ({ from, to, insert })),
    )
    const expected = objectOf(all.map((pair) => (isModel(pair) ? { ...pair, value: textOf(insert) } : pair)))
    assert.deepEqual(edited, utf8(front + expected + tail))
  })
})

test('a prefix is taken from a string in whatever spelling, and the rest keeps its own', () => {
  const part = textValue.chain((text) => fc.tuple(fc.constant(text), spelled(text)))
  fuzz('json prefix', fc.tuple(part, part, space), ([[prefix, first], [, rest], between]) => {
    const bytes = utf8(`{"model":${between}"${first}${rest}"}`)
    const edits = membersOf(findMembers(bytes, 'model')).flatMap((member) => dropPrefix(bytes, member, prefix) ?? [])
    assert.equal(textOf(editBytes(bytes, edits)), `{"model":${between}"${rest}"}`)
  })
})

test('a body that was cut is known as such at every byte', () => {
  fuzz('json cut', body, ({ front, pairs: all, tail }) => {
    const bytes = utf8(front + objectOf(all) + tail)
    const whole = membersOf(findMembers(bytes, 'model'))
    const end = bytes.length - tail.length
    for (let length = 0; length < bytes.length; length++) {
      const found = findMembers(bytes.subarray(0, length), 'model')
      assert.equal(found.kind, length < end ? 'cut' : 'object')
      // A number may go on where the text does not.
      const held = whole.filter(({ to, kind }) => to < length || (to === length && kind !== 'number'))
      assert.deepEqual(membersOf(found), held)
    }
  })
})

test('what a parser takes is read as it reads it, whatever happened to the bytes', () => {
  const place = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...utf8('"\\{}[]:,/ u'))))
  const changed = fc.tuple(fc.tuple(fc.oneof(pairs.map(objectOf), value)), fc.array(place, { maxLength: 3 }))
  fuzz('json mutations', changed, ([[text], changes]) => {
    const bytes = utf8(text)
    for (const [at, byte] of changes) bytes[at % Math.max(bytes.length, 1)] = byte
    const found = findMembers(bytes, 'model')
    let parsed: unknown
    try {
      parsed = JSON.parse(textOf(bytes))
    } catch {
      return
    }
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    assert.equal(found.kind, isObject ? 'object' : 'not_object')
    if (!isObject) return
    const { model } = parsed as { model?: unknown }
    assert.equal(readModel(bytes), typeof model === 'string' ? model : undefined)
    assert.equal(membersOf(found).length > 0, Object.hasOwn(parsed as object, 'model'))
  })
})
