import { ANY, type CharSet, CLASSES, casesOf, NO_LINE_END } from './char-set.ts'
import { escapedChar } from './escaped-char.ts'

export type Look = 'start' | 'end' | 'boundary' | 'no_boundary'

/** A pattern as it is built; `set` is an index into its sets. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: number }
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly least: number; readonly most: number }

export type ReadPattern =
  | { readonly kind: 'ok'; readonly node: PatternNode; readonly sets: readonly CharSet[]; readonly anyCase: boolean }
  | { readonly kind: 'wrong'; readonly says: string }

const NOTHING: PatternNode = { kind: 'all', nodes: [] }
const FLAGS = /\(\?([is]+)\)/y
const GROUP = /\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/y
const LOOKAROUND = /\(\?<?[=!]/y
const COUNT = /\*|\+|\?|\{(\d+)(?:(,)(\d*))?\}/y
const LOOKS: ReadonlyMap<string, Look> = new Map([
  ['^', 'start'],
  ['$', 'end'],
  ['\\b', 'boundary'],
  ['\\B', 'no_boundary'],
])

/**
 * Reads what ECMA-262 and RE2 have in common, with JavaScript's meaning: what can be matched in linear time. `(?i)` and
 * `(?s)` stand at the beginning.
 */
export function readPattern(text: string): ReadPattern {
  return new Reader(text).read()
}

class Reader {
  readonly #text: string
  readonly #sets: CharSet[] = []
  readonly #known = new Map<string, number>()
  #at = 0
  #anyCase = false
  #dot: CharSet = NO_LINE_END
  #wrong: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  read(): ReadPattern {
    const [, flags = ''] = this.#take(FLAGS) ?? []
    this.#anyCase = flags.includes('i')
    if (flags.includes('s')) this.#dot = ANY
    const node = this.#choice()
    if (this.#at < this.#text.length) this.#fail('the ")" closes nothing')
    if (this.#wrong !== undefined) return { kind: 'wrong', says: this.#wrong }
    return { kind: 'ok', node, sets: this.#sets, anyCase: this.#anyCase }
  }

  #choice(): PatternNode {
    const nodes = [this.#sequence()]
    while (this.#skip('|')) nodes.push(this.#sequence())
    return nodes.length === 1 ? (nodes[0] as PatternNode) : { kind: 'any', nodes }
  }

  #sequence(): PatternNode {
    const nodes: PatternNode[] = []
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at] as string)) {
      nodes.push(this.#repeated(this.#atom()))
    }
    return nodes.length === 1 ? (nodes[0] as PatternNode) : { kind: 'all', nodes }
  }

  #atom(): PatternNode {
    const { [this.#at]: char, [this.#at + 1]: next } = this.#text
    if (char === '(') return this.#group()
    if (char === '[') return this.#class()
    const look = LOOKS.get(char === '\\' ? `\\${next}` : (char as string))
    if (look !== undefined) {
      this.#at += char === '\\' ? 2 : 1
      return this.#take(COUNT) === undefined ? { kind: 'look', look } : this.#fail('there is nothing to repeat')
    }
    if (this.#skip('.')) return this.#set(this.#dot)
    if (this.#take(COUNT) !== undefined) return this.#fail('there is nothing to repeat')
    const item = this.#item()
    return this.#set(typeof item === 'number' ? this.#single(item) : { ranges: item, negated: false })
  }

  #group(): PatternNode {
    if (this.#take(LOOKAROUND) !== undefined) return this.#fail('lookaround can not be matched in linear time')
    if (this.#take(GROUP) === undefined) return this.#fail('a "(?" here may only begin "(?:" or "(?<name>"')
    const inside = this.#choice()
    return this.#skip(')') ? inside : this.#fail('a ")" is missing')
  }

  #repeated(node: PatternNode): PatternNode {
    const count = this.#take(COUNT)
    if (count === undefined) return node
    // It stops as early as it can, or not: that changes what a match holds, not whether there is one.
    this.#skip('?')
    const [written, from, comma, to] = count
    const least = from === undefined ? (written === '+' ? 1 : 0) : Number(from)
    const open = comma === undefined ? least : to === '' ? Infinity : Number(to)
    const most = from === undefined ? (written === '?' ? 1 : Infinity) : open
    if (most < least) return this.#fail(`${written} counts backwards`)
    if (this.#take(COUNT) !== undefined) return this.#fail('there is nothing to repeat')
    return { kind: 'repeat', node, least, most }
  }

  /** `[…]`. A `-` at either end or beside a class like `\d` is itself. */
  #class(): PatternNode {
    this.#at++
    const negated = this.#skip('^')
    const ranges: number[] = []
    while (!this.#skip(']')) {
      if (this.#at >= this.#text.length) return this.#fail('a "]" is missing')
      const first = this.#item(true)
      if (typeof first !== 'number') {
        ranges.push(...first)
        continue
      }
      const last = this.#rangeEnd() ?? first
      if (last < first) return this.#fail('the range counts backwards')
      ranges.push(...(last === first ? this.#single(first).ranges : [first, last]))
    }
    return this.#set({ ranges, negated })
  }

  #rangeEnd(): number | undefined {
    const start = this.#at
    const { [start + 1]: next, [start + 2]: letter } = this.#text
    if (this.#text[start] !== '-' || next === ']' || next === undefined) return undefined
    if (next === '\\' && CLASSES.has(letter as string)) return undefined
    this.#at++
    return this.#item(true) as number
  }

  /** One character, or the ranges of a class like `\d`. */
  #item(inClass = false): number | readonly number[] {
    if (this.#text[this.#at] !== '\\') {
      const plain = this.#text.codePointAt(this.#at) as number
      this.#at += plain > 0xffff ? 2 : 1
      return plain
    }
    const named = CLASSES.get(this.#text[this.#at + 1] as string)
    if (named !== undefined) {
      this.#at += 2
      return named
    }
    const escaped = escapedChar(this.#text, this.#at + 1, inClass)
    if (escaped.kind === 'wrong') {
      this.#fail(escaped.says)
      return 0
    }
    this.#at = escaped.to
    return escaped.codePoint
  }

  #single(codePoint: number): CharSet {
    const spellings = this.#anyCase ? casesOf(codePoint) : [codePoint]
    return { ranges: spellings.flatMap((each) => [each, each]), negated: false }
  }

  #set(set: CharSet): PatternNode {
    const key = `${set.negated} ${set.ranges}`
    const known = this.#known.get(key)
    if (known !== undefined) return { kind: 'set', set: known }
    this.#known.set(key, this.#sets.length)
    return { kind: 'set', set: this.#sets.push(set) - 1 }
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.#text) ?? undefined
    if (taken !== undefined) this.#at += taken[0].length
    return taken
  }

  /** The first thing wrong is what is told; nothing behind it is read. */
  #fail(says: string): PatternNode {
    this.#wrong ??= `${says} (character ${Math.min(this.#at + 1, this.#text.length)})`
    this.#at = this.#text.length
    return NOTHING
  }
}
