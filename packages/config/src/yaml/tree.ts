import { Secret } from '@strait/core'
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Hidden } from '../excerpt.ts'
import { type Finding, type Path, pathText, type Range } from '../problem.ts'
import { type Filled, fillIn, type Sources } from '../secrets.ts'
import { isReferenceOnly, isShown } from './shown.ts'

export interface Place {
  readonly key?: Range
  readonly value: Range
  readonly source?: string
}

/** The file as plain values, strings with `${…}` as secrets, and where each of them stands. */
export interface Tree extends Hidden {
  readonly value: unknown
  readonly findings: readonly Finding[]
  /** Values that could not be filled in: what the schema says of them is noise. */
  readonly unfilled: ReadonlySet<string>
  place(path: Path): Place | undefined
  /** How another line is told of this place. */
  called(path: Path): string
}

/** How a file is read: whose references are filled in, and which of its values may be printed. */
export interface Reading {
  fill(text: string): Filled
  /** `written`: the value as it stands in the file. */
  isShown(path: Path, written: string): boolean
  /** The places that Strait's own files have for anchors, and sections that may be empty. */
  readonly own: boolean
}

/** A file of Strait's own. */
export function ownReading(sources: Sources): Reading {
  return { fill: (text) => fillIn(text, sources), isShown, own: true }
}

/** YAML bombs: a few lines of aliases to aliases stand for billions of values. */
const MOST_NODES = 50_000
const DEEPEST = 40

/** Sections that are often left with everything in them commented out. Not `access`: that would open a door. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(
  'providers routes headers timeouts client bounds doors query query_defaults request response set add egress'.split(
    ' ',
  ),
)

/** Names that plain objects have of themselves. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export function readTree(document: Document, text: string, reading: Reading): Tree {
  return new TreeReader(document, text, reading).readAll()
}

class TreeReader {
  readonly #document: Document
  readonly #text: string
  readonly #reading: Reading
  readonly #places = new Map<string, Place>()
  readonly #findings: Finding[] = []
  readonly #unfilled = new Set<string>()
  readonly #values: Range[] = []
  readonly #masked: Range[] = []
  readonly #maskedNames = new Set<string>()
  readonly #openAliases = new Set<string>()
  #nodes = 0

  constructor(document: Document, text: string, reading: Reading) {
    this.#document = document
    this.#text = text
    this.#reading = reading
  }

  readAll(): Tree {
    const value = this.#read(this.#document.contents as Node | null, [], { start: 0, end: 0 })
    return {
      value: value ?? {},
      findings: this.#findings,
      unfilled: this.#unfilled,
      values: this.#values,
      masked: this.#masked,
      maskedNames: this.#maskedNames,
      place: (path) => this.#places.get(JSON.stringify(path)),
      called: (path) => pathText(path, this.#maskedNames),
    }
  }

  #read(node: Node | null | undefined, path: Path, fallback: Range): unknown {
    const at = rangeOf(node) ?? fallback
    if (++this.#nodes > MOST_NODES || path.length > DEEPEST) return this.#stop(path, at)
    const key = JSON.stringify(path)
    this.#places.set(key, { ...this.#places.get(key), value: at, source: this.#text.slice(at.start, at.end) })
    if (isAlias(node)) return this.#readAlias(node, path, at)
    if (isMap(node)) return this.#readMap(node, path)
    if (isSeq(node)) return node.items.map((item, i) => this.#read(item as Node, [...path, i], at))
    return isScalar(node) ? this.#readScalar(node, path, at) : null
  }

  /** Told once; the rest of the file is left unread. */
  #stop(path: Path, at: Range): undefined {
    if (this.#nodes === Infinity) return undefined
    this.#nodes = Infinity
    // What was not read may hold secrets.
    this.#masked.push({ start: 0, end: this.#text.length })
    this.#find(path, at, 'the file stands for too many values', 'anchors and aliases that nest multiply')
    return undefined
  }

  #readAlias(alias: Alias, path: Path, at: Range): unknown {
    const { source: name } = alias
    const target = alias.resolve(this.#document)
    if (target === undefined) {
      this.#masked.push(at)
      const hint = 'a value that begins with * needs quotes; else define the anchor further up'
      return this.#find(path, at, 'there is no anchor of this name before', hint)
    }
    if (this.#openAliases.has(name)) return this.#find(path, at, 'the anchor contains itself', 'take this alias out')
    this.#openAliases.add(name)
    const value = this.#read(target, path, at)
    this.#openAliases.delete(name)
    return value
  }

  #readScalar(node: Scalar, path: Path, at: Range): unknown {
    this.#values.push(at)
    const written = this.#text.slice(at.start, at.end)
    const query = written.indexOf('?')
    if (!this.#reading.isShown(path, written) && !isReferenceOnly(written)) this.#masked.push(at)
    else if (query >= 0) this.#masked.push({ start: at.start + query + 1, end: at.end })
    if (typeof node.value !== 'string' || this.#isPrivate(path)) return node.value
    const filled = this.#reading.fill(node.value)
    if (filled.kind === 'plain') return filled.text
    if (filled.kind === 'filled') return new Secret(filled.text, filled.label)
    this.#unfilled.add(JSON.stringify(path))
    for (const failure of filled.failures) {
      this.#find(path, this.#rangeInside(node.value, failure, at), failure.says, failure.hint)
    }
    return undefined
  }

  /** In plain and quoted text on one line the reference is found as it stands. */
  #rangeInside(value: string, failure: { index: number; length: number }, at: Range): Range {
    const reference = value.slice(failure.index, failure.index + failure.length)
    const found = this.#text.indexOf(reference, at.start)
    return found >= 0 && found < at.end ? { start: found, end: found + reference.length } : at
  }

  #readMap(map: YAMLMap, path: Path): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    const merged: Record<string, unknown>[] = []
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const at = rangeOf(pair.key) ?? { start: 0, end: 0 }
      const name = nameOf(pair.key)
      if (name === undefined || IMPOSSIBLE.has(name)) this.#refuseName(pair.value, path, at)
      else if (name === '<<') merged.push(...this.#mergeSources(pair.value, path, at))
      else this.#readMember(result, name, pair, [...path, name], at)
    }
    return merged.length === 0 ? result : Object.assign({}, ...merged.reverse(), result)
  }

  #refuseName(value: Node | null, path: Path, at: Range): void {
    this.#masked.push(at)
    // Read for its secrets alone.
    this.#read(value, [...path, ''], at)
    this.#find(path, at, "this can't be a name", 'a name is plain text')
  }

  #readMember(into: Record<string, unknown>, name: string, pair: Pair<Node, Node | null>, path: Path, at: Range): void {
    if (this.#mayBeValue(at)) {
      this.#masked.push(at)
      this.#maskedNames.add(name)
    }
    const key = JSON.stringify(path)
    this.#places.set(key, { key: at, value: at })
    const value = this.#read(pair.value, path, at)
    this.#places.set(key, { ...(this.#places.get(key) as Place), key: at })
    if (this.#isPrivate(path) || (value === null && this.#reading.own && MAY_BE_EMPTY.has(name))) return
    // `openai:` with nothing behind it is the provider with its defaults.
    into[name] = value === null && this.#reading.own && path.length === 2 && path[0] === 'providers' ? {} : value
  }

  /** `{ key sk-123 }` and `{ key, sk-123 }`: where the colon is forgotten, a value is taken for a name. */
  #mayBeValue(at: Range): boolean {
    const written = this.#text.slice(at.start, at.end)
    const hasColon = /^\s*:/.test(this.#text.slice(at.end, at.end + 200))
    return !hasColon || (!/^["']/.test(written) && !/^[\w.~/-]+$/.test(written))
  }

  /** `<<: *defaults` and `<<: [*a, *b]`; earlier ones win, and what the map itself has wins over both. */
  #mergeSources(node: Node | null, path: Path, at: Range): Record<string, unknown>[] {
    const kept = [...this.#places]
    const value = this.#read(node, path, at)
    for (const [key, place] of kept) this.#places.set(key, place)
    const list = Array.isArray(value) ? value : [value]
    const maps = list.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null)
    if (maps.length !== list.length) this.#find(path, at, '`<<` takes a map, or a list of maps', 'write <<: *anchor')
    return maps
  }

  /** `x-…` at the top level is the user's own place, for anchors. */
  #isPrivate([first]: Path): boolean {
    return this.#reading.own && typeof first === 'string' && first.startsWith('x-')
  }

  #find(path: Path, at: Range, says: string, hint: string | undefined): undefined {
    this.#findings.push({ path, at, says, ...(hint === undefined ? {} : { hint }) })
    return undefined
  }
}

function nameOf(key: Node | null): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined
  return typeof key.value === 'string' ? key.value : key.source
}

function rangeOf(node: Node | null | undefined): Range | undefined {
  const range = node?.range
  if (range === undefined || range === null) return undefined
  return { start: range[0], end: range[1] }
}
