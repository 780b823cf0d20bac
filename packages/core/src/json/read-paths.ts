import { CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from './bytes.ts'
import { Cursor } from './cursor.ts'
import { longestLiteral } from './longest-literal.ts'
import { readObject } from './read-object.ts'
import { stringText } from './string-text.ts'

/** Names of members from the top down; in a list, the index. */
export type JsonPath = readonly string[]

/** Where a value stands, the quotes of a string included. */
export interface Span {
  readonly from: number
  readonly to: number
}

export type PathsRead =
  /** An object or a list that nothing follows. By path; undefined: nothing stands there. */
  | { readonly kind: 'whole'; readonly spans: readonly (Span | undefined)[] }
  /** The text ended early: what was whole by then. More may follow, and take its place. */
  | { readonly kind: 'cut'; readonly spans: readonly (Span | undefined)[] }
  /** Another value, in which nothing stands, or wrong somewhere. */
  | { readonly kind: 'no_json' }

/** What to look for, as a tree. */
interface Branch {
  /** Indexes of the paths that lead here. */
  readonly ends: number[]
  readonly below: Map<string, Branch>
  /** Bytes that the longest name below can take. */
  longest: number
}

/**
 * Where the values stand that these paths lead to. One pass over the bytes, which steps over whatever no path leads
 * into. Where a name is repeated the last one counts with all that is in it, as for every parser that takes repeated
 * names at all (ECMA-404 leaves it open).
 */
export function readPaths(bytes: Uint8Array, paths: readonly JsonPath[]): PathsRead {
  const reader = new PathReader(bytes, paths.length)
  return reader.read(treeOf(paths))
}

function treeOf(paths: readonly JsonPath[]): Branch {
  const root = branch()
  paths.forEach((path, index) => {
    let at = root
    for (const name of path) {
      const next = at.below.get(name) ?? branch()
      at.below.set(name, next)
      at.longest = Math.max(at.longest, longestLiteral(name))
      at = next
    }
    at.ends.push(index)
  })
  return root
}

function branch(): Branch {
  return { ends: [], below: new Map(), longest: 0 }
}

class PathReader {
  readonly #cursor: Cursor
  readonly #spans: (Span | undefined)[]

  constructor(bytes: Uint8Array, paths: number) {
    this.#cursor = new Cursor(bytes)
    this.#spans = new Array<Span | undefined>(paths).fill(undefined)
  }

  read(root: Branch): PathsRead {
    const cursor = this.#cursor
    const spans = this.#spans
    if (!cursor.mark()) return { kind: 'cut', spans }
    cursor.space()
    const opening = cursor.bytes[cursor.at]
    if (!cursor.atEnd && opening !== OPEN_BRACE && opening !== OPEN_BRACKET) return { kind: 'no_json' }
    if (!this.#value(root)) return cursor.atEnd ? { kind: 'cut', spans } : { kind: 'no_json' }
    cursor.space()
    return cursor.atEnd ? { kind: 'whole', spans } : { kind: 'no_json' }
  }

  #value(branch: Branch): boolean {
    const from = this.#cursor.at
    if (!this.#inside(branch)) return false
    const span = { from, to: this.#cursor.at }
    for (const index of branch.ends) this.#spans[index] = span
    return true
  }

  #inside(branch: Branch): boolean {
    const cursor = this.#cursor
    if (branch.below.size > 0) {
      if (cursor.byte(OPEN_BRACE)) return readObject(cursor, (from, to) => this.#member(branch, from, to))
      if (cursor.byte(OPEN_BRACKET)) return this.#list(branch)
    }
    return cursor.value() !== undefined
  }

  #list(branch: Branch): boolean {
    const cursor = this.#cursor
    cursor.space()
    if (cursor.byte(CLOSE_BRACKET)) return true
    for (let index = 0; this.#below(branch, String(index)); index++) {
      cursor.space()
      if (cursor.byte(CLOSE_BRACKET)) return true
      if (!cursor.byte(COMMA)) return false
      cursor.space()
    }
    return false
  }

  #member(branch: Branch, from: number, to: number): boolean {
    const cursor = this.#cursor
    if (to - from > branch.longest) return cursor.value() !== undefined
    const name = stringText(cursor.bytes, from, to)
    return name === undefined ? cursor.wrongAt(from) : this.#below(branch, name)
  }

  #below(branch: Branch, name: string): boolean {
    const next = branch.below.get(name)
    if (next === undefined) return this.#cursor.value() !== undefined
    this.#forget(next)
    return this.#value(next)
  }

  #forget(branch: Branch): void {
    for (const index of branch.ends) this.#spans[index] = undefined
    for (const next of branch.below.values()) this.#forget(next)
  }
}
