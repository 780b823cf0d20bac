import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../test/random.ts'
import { utf8 } from '../web/bytes.ts'
import { compileSets } from './compile-sets.ts'
import { isObject } from './is-object.ts'
import {
  randomObject,
  randomPatch,
  tokensOf,
  type Written,
  type WrittenObject,
  written,
} from './random-json-fixture.ts'
import { type NameFor, setMembers } from './set-members.ts'

type Patch = Readonly<Record<string, unknown>>
type Random = () => number

const CASES = 4000

/** Each case has a seed of its own, which stands in what is thrown. */
function forEachSeed(check: (random: Random) => void): void {
  const first = Date.now() % 2 ** 31
  for (let seed = first; seed < first + CASES; seed++) {
    try {
      check(randomFrom(seed))
    } catch (cause) {
      throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const rename: NameFor = (model) => (model === 'old' ? 'new' : undefined)

/** What the sets mean, by values alone: the last of several of one name is what a parser has. */
function merged(value: unknown, patch: Patch, nameFor?: NameFor): unknown {
  const there = isObject(value) ? value : {}
  const name = typeof there['model'] === 'string' ? nameFor?.(there['model']) : undefined
  const entries = Object.entries(there).map(([key, was]) => {
    if (!Object.hasOwn(patch, key)) return [key, key === 'model' ? (name ?? was) : was]
    const set = patch[key]
    return [key, isObject(set) ? merged(was, set) : set]
  })
  const missing = Object.entries(patch).filter(([key]) => !Object.hasOwn(there, key))
  return Object.fromEntries([...entries, ...missing])
}

/** What the sets mean, byte for byte, of an object whose parts are known. */
function expected(object: WrittenObject, patch: Patch, nameFor?: NameFor): WrittenObject {
  const names = object.members.map(({ name }) => JSON.parse(name))
  const kept = object.members.map((member, i) => {
    const set = patch[names[i]]
    if (Object.hasOwn(patch, names[i])) return { ...member, value: expectedValue(member.value, set) }
    const model = names[i] === 'model' ? JSON.parse(written(member.value)) : undefined
    const name = typeof model === 'string' ? nameFor?.(model) : undefined
    return name === undefined ? member : { ...member, value: scalar(name) }
  })
  const missing = Object.entries(patch)
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => ({ name: JSON.stringify(name), colon: ':', value: scalar(value), space: '' }))
  if (missing.length === 0) return { ...object, members: kept }
  // What stood before the closing brace stands before it still.
  const last = kept.at(-1)
  const rest = last === undefined ? [] : [...kept.slice(0, -1), { ...last, space: '' }]
  return { kind: 'object', members: [...rest, ...missing], tail: last?.space ?? object.tail }
}

const scalar = (value: unknown): Written => ({ kind: 'scalar', text: JSON.stringify(value) })

function expectedValue(was: Written, set: unknown): Written {
  if (isObject(set) && was.kind === 'object') return expected(was, set)
  const same = was.kind === 'scalar' && typeof set !== 'object' && Object.is(JSON.parse(was.text), set)
  return same ? was : scalar(set)
}

test('setMembers() sets what a parser then sees, and touches no other byte', () => {
  forEachSeed((random) => {
    const [object, patch] = [randomObject(random), randomPatch(random)]
    const nameFor = random() < 0.5 ? rename : undefined
    const [front = '', tail = ''] = [
      ['', '\uFEFF', ' \n', '\uFEFF\t'][lessThan(4, random)],
      ['', '\n'][lessThan(2, random)],
    ]
    const bytes = utf8(front + written(object) + tail)
    const outcome = setMembers(bytes, compileSets(patch), nameFor)
    assert.equal(outcome.kind, 'set')
    const text = outcome.kind === 'set' ? decoder.decode(outcome.bytes) : ''
    assert.equal(text, front + written(expected(object, patch, nameFor)) + tail)
    const value = JSON.parse(text.slice(front.length))
    const reference = merged(JSON.parse(written(object)), patch, nameFor)
    assert.deepEqual(value, reference)
    assert.equal(JSON.stringify(value), JSON.stringify(reference))
    if (outcome.kind === 'set' && text === decoder.decode(bytes)) assert.equal(outcome.bytes, bytes)
    const again = outcome.kind === 'set' ? setMembers(outcome.bytes, compileSets(patch), nameFor) : outcome
    assert.ok(again.kind === 'set' && outcome.kind === 'set' && again.bytes === outcome.bytes, 'set twice is set once')
  })
})

test('setMembers() knows a cut body as such wherever it was cut', () => {
  forEachSeed((random) => {
    const bytes = utf8(written(randomObject(random)))
    const sets = compileSets(randomPatch(random))
    const length = lessThan(bytes.length, random)
    assert.deepEqual(setMembers(bytes.subarray(0, length), sets, rename), { kind: 'cut' })
  })
})

const FLAWS: readonly ((token: string) => string)[] = [
  () => '',
  () => ';',
  (token) => token + token,
  (token) => `${token}/**/`,
  (token) => `'${token}`,
  (token) => `\u00A0${token}`,
  (token) => `${token}\0`,
]

/** The text with one flaw in an object that the sets go into. */
function flawed(object: WrittenObject, patch: Patch, random: Random): string {
  const inside = object.members.findIndex(
    ({ name, value }) =>
      Object.hasOwn(patch, JSON.parse(name)) && isObject(patch[JSON.parse(name)]) && value.kind === 'object',
  )
  const member = object.members[inside]
  const set = member === undefined ? undefined : patch[JSON.parse(member.name)]
  if (member?.value.kind === 'object' && isObject(set) && random() < 0.7) {
    const value: Written = { kind: 'scalar', text: flawed(member.value, set, random) }
    return written({ ...object, members: object.members.with(inside, { ...member, value }) })
  }
  const tokens = tokensOf(object).map(({ text, structure }, at) => ({ text, structure, at }))
  const structure = tokens.filter((token) => token.structure)
  const chosen = structure[lessThan(structure.length, random)]
  const flaw = FLAWS[lessThan(FLAWS.length, random)]
  return tokens.map(({ text, at }) => (at === chosen?.at ? flaw?.(text) : text)).join('')
}

test('setMembers() sets nothing where an object on its way is no JSON', () => {
  forEachSeed((random) => {
    const [object, patch] = [randomObject(random), randomPatch(random)]
    const text = flawed(object, patch, random)
    assert.throws(() => JSON.parse(text), text)
    assert.notEqual(setMembers(utf8(text), compileSets(patch), rename).kind, 'set', text)
  })
})

test('setMembers() takes what a parser takes, whatever happened to the bytes, and never throws', () => {
  forEachSeed((random) => {
    const patch = randomPatch(random)
    const bytes = utf8(written(randomObject(random, 3)))
    for (let i = lessThan(4, random); i > 0; i--) {
      const byte = random() < 0.5 ? lessThan(256, random) : utf8('"\\{}[]:,/ u')[lessThan(11, random)]
      bytes[lessThan(bytes.length, random)] = byte as number
    }
    const outcome = setMembers(bytes, compileSets(patch), rename)
    let value: unknown
    try {
      value = JSON.parse(decoder.decode(bytes))
    } catch {
      return
    }
    assert.equal(outcome.kind, isObject(value) ? 'set' : 'not_object')
    if (outcome.kind === 'set') {
      assert.deepEqual(JSON.parse(decoder.decode(outcome.bytes)), merged(value, patch, rename))
    }
  })
})
