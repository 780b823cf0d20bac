import { BoundedMap } from '@strait/core'
import type { DialTls } from '@strait/wire'

interface Entry<Value> {
  readonly identity: DialTls
  readonly value: Value
}

/** What was made for a TLS identity is given to that one alone, even where another goes by the same id. */
export class PerIdentity<Value> {
  readonly #entries: BoundedMap<string, Entry<Value>>

  constructor(max: number) {
    this.#entries = new BoundedMap(max)
  }

  get(key: string, identity: DialTls): Value | undefined {
    const entry = this.#entries.get(key)
    return entry !== undefined && same(entry.identity, identity) ? entry.value : undefined
  }

  set(key: string, identity: DialTls, value: Value): void {
    this.#entries.set(key, { identity, value })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }
}

function same(one: DialTls, other: DialTls): boolean {
  return one === other || (one.ca === other.ca && one.cert === other.cert && one.key === other.key)
}
