import { lessThan } from '../../test/random.ts'

type Random = () => number

/** JSON as somebody wrote it, of which every byte is known. */
export type Written = WrittenScalar | WrittenList | WrittenObject

export interface WrittenScalar {
  readonly kind: 'scalar'
  readonly text: string
}

export interface WrittenList {
  readonly kind: 'list'
  readonly items: readonly Written[]
}

export interface WrittenObject {
  readonly kind: 'object'
  readonly members: readonly WrittenMember[]
  /** Before the closing brace. */
  readonly tail: string
}

export interface WrittenMember {
  /** The literal with the space before it. */
  readonly name: string
  readonly colon: string
  readonly value: Written
  /** Behind the value. */
  readonly space: string
}

/** Few, so that they meet. */
const NAMES = ['model', 'a', 'b', 'ab', '', '__proto__', 'constructor', '0', 'ä', '😀', 'a"b', 'a\\b', '\n', 'mode']
const TEXTS = [...NAMES, 'old', 'x'.repeat(70), `${'y'.repeat(62)}\\"`, '}],{', '\u2028', '\ud800', '\u0000']
const NUMBERS = ['0', '-0', '1', '1.0', '10e-1', '1E2', '100', '-12.50', '-1.25e+1', '1E+400', '0.1e-7', '5e-324']
const WORDS = ['true', 'false', 'null']
const SPACES = ['', '', '', '', ' ', '\n  ', '\t', '\r\n']
const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '/': '\\/' }

function one<T>(of: readonly T[], random: Random): T {
  return of[lessThan(of.length, random)] as T
}

function some<T>(most: number, random: Random, make: () => T): T[] {
  return Array.from({ length: lessThan(most + 1, random) }, make)
}

const space = (random: Random): string => one(SPACES, random)

/** A literal of that text, each character in one of its spellings. */
function literal(text: string, random: Random): string {
  const chars = [...text].map((char) => {
    const must = char < ' ' || char === '"' || char === '\\' || /^[\ud800-\udfff]$/.test(char)
    const way = lessThan(8, random)
    if (way > 1 && !must) return char
    if (way > 1 && SHORT[char] !== undefined) return SHORT[char]
    const units = Array.from(char.split(''), (unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
    return units.map((digits) => `\\u${way === 0 ? digits.toUpperCase() : digits}`).join('')
  })
  return `"${chars.join('')}"`
}

export function randomObject(random: Random, depth = 4): WrittenObject {
  const members = some(6, random, () => ({
    name: space(random) + literal(one(NAMES, random), random),
    colon: `${space(random)}:${space(random)}`,
    value: randomValue(random, depth - 1),
    space: space(random),
  }))
  return { kind: 'object', members, tail: members.length === 0 ? space(random) : '' }
}

function randomValue(random: Random, depth: number): Written {
  const choice = lessThan(depth > 0 ? 12 : 8, random)
  if (choice === 11) return { kind: 'list', items: some(3, random, () => randomValue(random, depth - 1)) }
  if (choice > 7) return randomObject(random, depth)
  if (choice === 7) return lessThan(20, random) === 0 ? buried(random) : { kind: 'scalar', text: '[1,2]' }
  if (choice === 6) return { kind: 'scalar', text: one(WORDS, random) }
  return { kind: 'scalar', text: choice > 2 ? one(NUMBERS, random) : literal(one(TEXTS, random), random) }
}

/** Far deeper than any set. */
function buried(random: Random): Written {
  let value: Written = randomObject(random, 0)
  for (let i = lessThan(300, random); i > 0; i--) {
    value = { kind: 'object', members: [{ name: '"a"', colon: ':', value, space: '' }], tail: '' }
  }
  return value
}

/** What `JSON.parse` would have given a config. */
export function randomPatch(random: Random, depth = 3): Record<string, unknown> {
  return Object.fromEntries(some(depth === 3 ? 4 : 2, random, () => [one(NAMES, random), randomSet(random, depth)]))
}

function randomSet(random: Random, depth: number): unknown {
  const choice = lessThan(depth > 0 ? 10 : 6, random)
  if (choice > 5) return randomPatch(random, depth - 1)
  return [one(TEXTS, random), 0, 1, 100, -12.5, 1e-8, null, true, [1, 2], [{ a: null }], []][lessThan(11, random)]
}

export function written(value: Written): string {
  switch (value.kind) {
    case 'scalar':
      return value.text
    case 'list':
      return `[${value.items.map(written).join(' ,')}]`
    case 'object':
      return tokensOf(value)
        .map(({ text }) => text)
        .join('')
    default:
      return value satisfies never
  }
}

export interface Token {
  readonly text: string
  /** A brace, a comma or a colon: what the object itself is made of. */
  readonly structure: boolean
}

export function tokensOf({ members, tail }: WrittenObject): Token[] {
  const inside = members.flatMap(({ name, colon, value, space: behind }, i) => [
    ...(i === 0 ? [] : [{ text: ',', structure: true }]),
    { text: name, structure: false },
    { text: colon, structure: true },
    { text: written(value), structure: false },
    { text: behind, structure: false },
  ])
  return [{ text: '{', structure: true }, ...inside, { text: tail, structure: false }, { text: '}', structure: true }]
}
