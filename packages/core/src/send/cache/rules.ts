import { CACHE_NOTE } from '../../cache-note.ts'
import type { Admitted } from '../../exchange.ts'
import type { CacheStore } from './store.ts'

/** A cache before a sender, as the config describes it. */
export interface CacheRules {
  readonly store: CacheStore
  /**
   * Who answers here, as a stable text: another as soon as address, credential, override or header rules differ. A
   * function where that hangs on the request.
   */
  readonly identity: string | ((exchange: Admitted) => string)
  readonly methods: ReadonlySet<string>
  /** ms that an answer is good for, unless its request asks for another time. */
  readonly maxAge: number
  /** ms that a request may ask for at most. */
  readonly longest: number
  /** Callers and credentials do not count: what one got, all get. */
  readonly share: boolean
  /** One upstream call for all who ask the same at once. */
  readonly collapse: boolean
  /** Bytes of an answer's body. */
  readonly maxEntry: number
  /** Bytes of a request's body, which is held to be compared. */
  readonly maxRequest: number
  /** Calls that no known API has are kept as well: of who answers nothing is known, and the operator knows best. */
  readonly unknownCalls: boolean
  /** Which headers (lower case) of a request decide between targets, so that they count although they would not. */
  readonly steering?: ((exchange: Admitted) => (name: string) => boolean) | undefined
  /** What a request says in its own dialect. */
  readonly ask?: ((exchange: Admitted) => CacheAsk | undefined) | undefined
}

export interface CacheAsk {
  readonly off?: boolean | undefined
  /** Not from the cache; what comes is kept. */
  readonly refresh?: boolean | undefined
  /** ms; more than the operator allows is as much as he allows. */
  readonly maxAge?: number | undefined
}

/** What the cache did, left under `cache` in the notes of the exchange. */
export type CacheStatus =
  | 'hit'
  /** Another's call for the same was under way, and its answer is this one's too. */
  | 'joined'
  | 'miss'
  /** Asked upstream on demand; the answer takes the place of the one that is kept. */
  | 'refresh'
  /** Nothing to be kept, or nothing that could be. */
  | 'bypass'
  /** The request wants none. */
  | 'off'

/** Note: why the answer is not kept, in a word. */
export const UNSTORED_NOTE = 'cache-unstored'

export function setStatus(status: CacheStatus, { notes }: { readonly notes: Map<string, unknown> }): void {
  notes.set(CACHE_NOTE, status)
}

/** Counted under this name in the state. */
const FAILURES = 'cache-failures'

interface Counting {
  readonly state: { part<T>(name: string, make: () => T): T }
}

/** A cache that fails costs a call, never an exchange. */
export function countFailure({ state }: Counting): void {
  state.part(FAILURES, () => ({ count: 0 })).count++
}
