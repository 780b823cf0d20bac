import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../test/random.ts'
import { utf8 } from '../web/bytes.ts'
import { jsonValue } from './json-value.ts'
import { type PathsRead, readPaths } from './read-paths.ts'

const split = (path: string): string[] => path.split('.')

/** The kind, and each value as it stands in the text. */
function shown(text: string, paths: readonly string[]): string {
  const bytes = utf8(text)
  const read = readPaths(bytes, paths.map(split))
  if (read.kind === 'no_json') return read.kind
  const values = read.spans.map((span) =>
    span === undefined ? '-' : new TextDecoder().decode(bytes.subarray(span.from, span.to)),
  )
  return [read.kind, ...values].join(' | ')
}

test('readPaths() finds values at any depth, in one pass', () => {
  const rows: [text: string, paths: string[], expected: string][] = [
    ['{}', ['a'], 'whole | -'],
    ['{"a":1}', ['a'], 'whole | 1'],
    [' {"x":[{}], "a" : "b" } ', ['a', 'x', 'b'], 'whole | "b" | [{}] | -'],
    ['{"a":{"b":{"c":true}}}', ['a.b.c', 'a.b', 'a'], 'whole | true | {"c":true} | {"b":{"c":true}}'],
    ['{"a":[{"b":1},{"b":2}]}', ['a.1.b', 'a.0', 'a.2', 'a.01'], 'whole | 2 | {"b":1} | - | -'],
    ['{"a":{"1":"x"}}', ['a.1', 'a.0'], 'whole | "x" | -'],
    ['[[1],[2,3]]', ['1.1', '0.1'], 'whole | 3 | -'],
    ['{"a":1}', ['a.b', 'a.b.c'], 'whole | - | -'],
    ['{"a":null,"b":[]}', ['a', 'b', 'b.0'], 'whole | null | [] | -'],
    ['{"a":1}', ['a', 'a'], 'whole | 1 | 1'],
    ['{"x":{"a":1},"y":[{"a":2}]}', ['a'], 'whole | -'],
    ['{"\\u0061":1,"":2}', ['a'], 'whole | 1'],
    ['{"größe":{"😀":1}}', ['größe.😀'], 'whole | 1'],
    ['{"constructor":1,"__proto__":{"a":2}}', ['__proto__.a', 'constructor', 'toString'], 'whole | 2 | 1 | -'],
    ['\uFEFF{"a":1}', ['a'], 'whole | 1'],
  ]
  for (const [text, paths, expected] of rows) assert.equal(shown(text, paths), expected, text)
})

test('readPaths() takes the last of repeated names, with all that is in it', () => {
  const rows: [text: string, paths: string[], expected: string][] = [
    ['{"a":1,"a":2}', ['a'], 'whole | 2'],
    ['{"a":1,"\\u0061":2}', ['a'], 'whole | 2'],
    ['{"a":{"b":1},"a":{"c":2}}', ['a.b', 'a.c', 'a'], 'whole | - | 2 | {"c":2}'],
    ['{"a":{"b":1},"a":5}', ['a.b', 'a'], 'whole | - | 5'],
    ['{"a":{"b":1},"a":{"b":', ['a.b'], 'cut | -'],
  ]
  for (const [text, paths, expected] of rows) assert.equal(shown(text, paths), expected, text)
})

test('readPaths() tells what ended early from what is no JSON', () => {
  const rows: [text: string, expected: string][] = [
    ['', 'cut | - | -'],
    ['{"a":1', 'cut | - | -'],
    ['{"a":1,', 'cut | 1 | -'],
    ['{"a":"1"', 'cut | "1" | -'],
    ['{"x":"never ends', 'cut | - | -'],
    ['{"a":1,"b":{"c":[2],"d":', 'cut | 1 | [2]'],
    ['{"a":1}x', 'no_json'],
    ['{"a":1,}', 'no_json'],
    ['{"b":{"c":1,}}', 'no_json'],
    ['{"b":{c:1}}', 'no_json'],
    ['{"b":[1 2]}', 'no_json'],
    ['{"a" 1}', 'no_json'],
    ['{"\\x":1}', 'no_json'],
    ['model=a', 'no_json'],
    ['"a"', 'no_json'],
    ['5', 'no_json'],
    ['--boundary', 'no_json'],
  ]
  for (const [text, expected] of rows) assert.equal(shown(text, ['a', 'b.c']), expected, text)
})

function randomJson(random: () => number, depth: number): unknown {
  const kind = lessThan(depth > 0 ? 6 : 4, random)
  const many = lessThan(4, random)
  if (kind === 0) return lessThan(100, random) / 4
  if (kind === 1) return ['x', 'a"b\\', '}{][', 'é😀'][lessThan(4, random)]
  if (kind === 2) return random() < 0.5
  if (kind === 3) return null
  if (kind === 4) return Array.from({ length: many }, () => randomJson(random, depth - 1))
  return Object.fromEntries(
    Array.from({ length: many }, () => [['a', 'b', '0', '1'][lessThan(4, random)], randomJson(random, depth - 1)]),
  )
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, name) && name !== 'length'
        ? (inside as Record<string, unknown>)[name]
        : undefined,
    value,
  )
}

test('readPaths() finds what a parser finds', () => {
  const random = randomFrom(3)
  const names = ['a', 'b', '0', '1']
  for (let round = 0; round < 3000; round++) {
    const value = random() < 0.5 ? [randomJson(random, 3)] : { a: randomJson(random, 3), 1: randomJson(random, 3) }
    const bytes = utf8(`${JSON.stringify(value, undefined, random() < 0.5 ? 1 : 0)}\n`)
    const paths = Array.from({ length: 1 + lessThan(5, random) }, () =>
      Array.from({ length: 1 + lessThan(3, random) }, () => names[lessThan(4, random)] as string),
    )
    const read: PathsRead = readPaths(bytes, paths)
    assert.ok(read.kind === 'whole')
    const found = read.spans.map((span) => (span === undefined ? undefined : jsonValue(bytes, span.from, span.to)))
    assert.deepEqual(
      found,
      paths.map((path) => at(value, path)),
      JSON.stringify({ value, paths }),
    )
  }
})

test('readPaths() takes what was made to hurt, in a straight line', () => {
  const size = 2_000_000
  const paths = [...Array.from({ length: 100 }, (_, i) => ['a', String(i), 'b']), ['a']]
  const rows: [what: string, text: string, kind: PathsRead['kind']][] = [
    ['lists in lists', `{"a":${'['.repeat(size)}`, 'cut'],
    ['objects in objects', `{"a":${'{"0":'.repeat(size / 5)}`, 'cut'],
    ['members', `{"a":{${'"b":1,'.repeat(size / 6)}"c":1}}`, 'whole'],
    ['repeated', `{${'"a":[],'.repeat(size / 50)}"a":1}`, 'whole'],
    ['elements', `{"a":[${'{},'.repeat(size / 3)}1]}`, 'whole'],
    ['long names', `{"${'\\u0061'.repeat(size / 6)}":1}`, 'whole'],
    ['backslashes', `{"a":"${'\\'.repeat(size)}`, 'cut'],
  ]
  for (const [what, text, kind] of rows) assert.equal(readPaths(utf8(text), paths).kind, kind, what)
})

test('jsonValue() reads what JSON is, and nothing else', () => {
  const rows: [text: string, value: unknown][] = [
    ['"a\\u0062"', 'ab'],
    ['-1.5e3', -1500],
    ['[1,{"a":null}]', [1, { a: null }]],
    ['NaN', undefined],
    ['[1 2]', undefined],
    ['"\n"', undefined],
  ]
  for (const [text, value] of rows) assert.deepEqual(jsonValue(utf8(` ${text},`), 1, 1 + text.length), value, text)
})
