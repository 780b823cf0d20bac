import { BACKSLASH } from './bytes.ts'
import { longestLiteral } from './longest-literal.ts'

/** Tells most of a body's names from those looked for, without decoding them. */
export class NameFilter {
  readonly #longest: number
  /** By hash, of what may be written as it is. */
  readonly #known = new Uint8Array(256)

  constructor(names: readonly string[]) {
    this.#longest = names.reduce((longest, name) => Math.max(longest, longestLiteral(name)), 0)
    for (const name of names) this.#known[hashOf(name)] = 1
  }

  /** Whether the literal at `from` to `to`, quotes included, may be one of the names. */
  mayBe(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from > this.#longest) return false
    let hash = 0
    for (let i = from + 1; i < to - 1; i++) {
      const byte = bytes[i] as number
      if (byte === BACKSLASH || byte > 0x7f) return true
      hash = (hash * 31 + byte) & 0xff
    }
    return this.#known[hash] === 1
  }
}

function hashOf(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) & 0xff
  return hash
}
