import { keyRange } from '../issues.ts'
import type { Finding, Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import { longestPrefix } from './origin.ts'
import type { Part } from './part.ts'
import { same } from './same.ts'
import { type Mount, type Whole, wholeOf } from './whole.ts'

/** Maps whose names come together. */
const NAMED: ReadonlySet<string> = new Set(['providers', 'configs'])
/** Lists that come together, by section. */
const LISTS: ReadonlySet<string> = new Set(['routes', 'accept_unenforced', 'access.keys', 'access.carriers'])

export interface Merged {
  readonly whole: Whole
  /** Names that two files define. Paths are those of the part. */
  readonly clashes: readonly { readonly part: Part; readonly finding: Finding }[]
}

type Values = Record<string, unknown>

/**
 * The files as one. Providers, routes and access keys come together; of everything else the main file's word counts,
 * and without it that of the one included file that has it.
 */
export function mergeParts(parts: readonly Part[]): Merged {
  const merger = new Merger(parts)
  return merger.merge()
}

class Merger {
  readonly #parts: readonly Part[]
  readonly #mounts = new Map<string, Mount>()
  readonly #clashes: { part: Part; finding: Finding }[] = []

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  merge(): Merged {
    const [main, ...included] = this.#parts as readonly [Part, ...Part[]]
    this.#mounts.set('[]', { part: main, from: [] })
    let value = main.value
    if (included.length > 0 && isMap(value)) {
      const merged = copied(value)
      for (const part of included) this.#add(merged, part, main)
      value = merged
    }
    return { whole: wholeOf(value, this.#parts, this.#mounts), clashes: this.#clashes }
  }

  #add(into: Values, part: Part, main: Part): void {
    if (!isMap(part.value)) {
      this.#clash(part, [], 'the file is no map of names and values', undefined)
      return
    }
    for (const [name, value] of Object.entries(part.value)) {
      if (name === 'include') continue
      if (name === 'access' && isMap(value) && isMap(into[name])) {
        for (const [member, each] of Object.entries(value)) this.#join(into[name], ['access', member], each, part, main)
      } else this.#join(into, [name], value, part, main)
    }
  }

  #join(into: Values, path: Path, value: unknown, part: Part, main: Part): void {
    const name = path.at(-1) as string
    const there = into[name]
    if (there === undefined) {
      into[name] = copiedDeep(value)
      this.#mounts.set(JSON.stringify(path), { part, from: path })
    } else if (NAMED.has(path.join('.')) && isMap(there) && isMap(value)) this.#joinNames(there, path, value, part)
    else if (LISTS.has(path.join('.'))) this.#joinLists(into, path, value, part)
    else if (!this.#isFrom(main, path) && !same(there, value)) this.#clashWith(part, path, path)
  }

  #joinNames(there: Values, path: Path, value: Values, part: Part): void {
    for (const [name, each] of Object.entries(value)) {
      const own = [...path, name]
      if (Object.hasOwn(there, name)) this.#clashWith(part, own, own)
      else {
        there[name] = each
        this.#mounts.set(JSON.stringify(own), { part, from: own })
      }
    }
  }

  /** What two files say word for word is said once. Keys are told apart by the checks, which name both. */
  #joinLists(into: Values, path: Path, value: unknown, part: Part): void {
    const name = path.at(-1) as string
    const list = [into[name]].flat()
    ;[value].flat().forEach((each, i) => {
      const isKey = name === 'keys'
      if (!isKey && list.some((known) => same(known, each))) return
      this.#mounts.set(JSON.stringify([...path, list.length]), {
        part,
        from: Array.isArray(value) ? [...path, i] : path,
      })
      list.push(each)
    })
    into[name] = list
  }

  #isFrom(part: Part, path: Path): boolean {
    return longestPrefix(this.#mounts, path)?.value.part === part
  }

  #clashWith(part: Part, own: Path, path: Path): void {
    const first = wholeOf(undefined, this.#parts, this.#mounts).called(path)
    this.#clash(part, own, `it is defined by ${first} already`, 'keep one of the two, or write it in the main file')
  }

  #clash(part: Part, own: Path, says: string, hint: string | undefined): void {
    const { path } = part.origin(own)
    const finding = { path, at: keyRange(path, part.tree), says, ...(hint === undefined ? {} : { hint }) }
    this.#clashes.push({ part, finding })
  }
}

/** Sections that grow are copied, so that the parts stay as they were read. */
function copied(value: Values): Values {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copiedDeep(each)]))
}

function copiedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return [...value]
  return isMap(value) ? { ...value } : value
}
