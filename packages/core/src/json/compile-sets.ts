import { utf8 } from '../web/bytes.ts'
import { exactNumber } from './exact-number.ts'
import { isObject } from './is-object.ts'
import { NameFilter } from './name-filter.ts'

/** What to set in one object, made once and used for any number of bodies. */
export interface CompiledSets {
  readonly byName: ReadonlyMap<string, CompiledSet>
  /** Lets the names pass, and `model`: who sets may also rename it. */
  readonly names: NameFilter
}

export interface CompiledSet {
  readonly value: Uint8Array
  /** The whole member behind a comma. */
  readonly appended: Uint8Array
  /** Where the value is an object: what goes into one that is there. */
  readonly inside: CompiledSets | undefined
  /** Where it is a string: what it says. */
  readonly text: string | undefined
  /** Where it is a number: that one exactly. */
  readonly number: string | undefined
}

/** Objects within objects. Nobody means more, and reading a body goes as deep as its sets do. */
const DEEPEST = 32

/**
 * What to set, as JSON gave it: nested objects go deep, every other value (lists, null, text…) replaces whole.
 * Throws a TypeError for what JSON can't say, and for what is nested too deep.
 */
export function compileSets(patch: Readonly<Record<string, unknown>>): CompiledSets {
  checkJson(patch, 1)
  return compileObject(patch).sets
}

interface CompiledObject {
  readonly sets: CompiledSets
  readonly text: string
}

function compileObject(patch: Readonly<Record<string, unknown>>): CompiledObject {
  const byName = new Map<string, CompiledSet>()
  const texts: string[] = []
  for (const [name, value] of Object.entries(patch)) {
    const inside = isObject(value) ? compileObject(value) : undefined
    const text = inside?.text ?? JSON.stringify(value)
    const member = `${JSON.stringify(name)}:${text}`
    const bytes = utf8(text)
    texts.push(member)
    byName.set(name, {
      value: bytes,
      appended: utf8(`,${member}`),
      inside: inside?.sets,
      text: typeof value === 'string' ? value : undefined,
      number: typeof value === 'number' ? exactNumber(bytes) : undefined,
    })
  }
  return { sets: { byName, names: new NameFilter(['model', ...byName.keys()]) }, text: `{${texts.join(',')}}` }
}

/** `JSON.stringify` would drop some values, turn others into null, and end the stack where lists go deep. */
function checkJson(value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`)
      return
    case 'object':
      if (value === null) return
      if (depth > DEEPEST) throw new TypeError(`nested more than ${DEEPEST} levels deep`)
      for (const inner of Object.values(value)) checkJson(inner, depth + 1)
      return
    default:
      throw new TypeError(`JSON has no ${typeof value}`)
  }
}
