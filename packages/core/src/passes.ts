import type { AccessKeys } from './identify/access-keys.ts'
import type { State } from './state.ts'
import { BoundedMap } from './web/bounded-map.ts'
import { hex } from './web/digest.ts'

/**
 * The query parameter by which an address that we gave to a caller opens for whoever follows it: some SDKs show no key
 * there (google-genai for Python, in the second call of an upload), since at the provider the address is enough.
 */
export const PASS = 'strait-pass'

interface Pass {
  /** Path and query that it opens, and nothing else. */
  readonly target: string
  readonly caller: string
  /** As they were: keys that are read anew know no pass of before. */
  readonly keys: AccessKeys
  /** Monotonic ms. */
  readonly until: number
}

/** An upload is over by then. */
const LIFE = 3_600_000
/** Whoever asks for more than he follows loses the oldest. */
const MOST = 10_000

/** Held in memory: an address counts at the instance that gave it. */
export class Passes {
  readonly #passes = new BoundedMap<string, Pass>(MOST)

  static of(state: State): Passes {
    return state.part('passes', () => new Passes())
  }

  issue(target: string, caller: string, keys: AccessKeys, now: number): string {
    const token = hex(crypto.getRandomValues(new Uint8Array(16)))
    this.#passes.set(token, { target, caller, keys, until: now + LIFE })
    return token
  }

  callerOf(token: string, target: string, keys: AccessKeys, now: number): string | undefined {
    const pass = this.#passes.get(token)
    if (pass === undefined || pass.target !== target || pass.keys !== keys) return undefined
    if (now <= pass.until) return pass.caller
    this.#passes.delete(token)
    return undefined
  }
}
