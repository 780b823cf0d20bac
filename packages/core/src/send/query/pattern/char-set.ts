/** Some characters, as code points: pairs of first and last. */
export interface CharSet {
  readonly ranges: readonly number[]
  readonly negated: boolean
}

const LAST = 0x10ffff
const DIGIT = [0x30, 0x39]
const WORD = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]
/** ECMA-262 WhiteSpace and LineTerminator. */
const SPACE = [
  ...[0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029],
  ...[0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff],
]
const LINE_END = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029]

/** What a letter behind a backslash stands for. */
export const CLASSES: ReadonlyMap<string, readonly number[]> = new Map([
  ['d', DIGIT],
  ['D', others(DIGIT)],
  ['w', WORD],
  ['W', others(WORD)],
  ['s', SPACE],
  ['S', others(SPACE)],
])

export const ANY: CharSet = { ranges: [0, LAST], negated: false }
export const NO_LINE_END: CharSet = { ranges: LINE_END, negated: true }
export const WORDS: CharSet = { ranges: WORD, negated: false }

/** Whether one of these spellings is in it: a character alone, or with its other cases. */
export function holds({ ranges, negated }: CharSet, spellings: readonly number[]): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i] as number, ranges[i + 1] as number]
    for (const each of spellings) if (each >= first && each <= last) return !negated
  }
  return negated
}

/**
 * The character and its other cases. As in ECMA-262 without the `u` flag nothing outside ASCII is a case of something
 * inside, so that `(?i)k` is no door for the Kelvin sign.
 */
export function casesOf(codePoint: number): number[] {
  const written = String.fromCodePoint(codePoint)
  const upper = written.toUpperCase()
  const cases = [upper, written.toLowerCase(), upper.toLowerCase()].flatMap((each) => {
    const other = each.codePointAt(0) as number
    const single = each.length === (other > 0xffff ? 2 : 1)
    return single && other !== codePoint && (other > 0x7f || codePoint <= 0x7f) ? [other] : []
  })
  return [codePoint, ...cases]
}

function others(ranges: readonly number[]): number[] {
  const rest: number[] = []
  let next = 0
  for (let i = 0; i < ranges.length; i += 2) {
    const [first, last] = [ranges[i] as number, ranges[i + 1] as number]
    if (first > next) rest.push(next, first - 1)
    next = last + 1
  }
  return [...rest, next, LAST]
}
