import type { AnsweredBy } from '../../cache-note.ts'
/** An answer as it came, with the rules of its target applied: nothing of a connection, nothing that one exchange alone has. */
export interface CachedAnswer {
  readonly status: number
  readonly reason: string | undefined
  /** Flat list. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
  /** Where in `body` each piece ends that it came in, so that a stream is a stream again. */
  readonly ends: readonly number[]
  /** Wall ms at which the answer was made, as far as it said so: its age counts from here. */
  readonly storedAt: number
  /** Wall ms from which on it is not to be given. */
  readonly expires: number
  /** Who gave it. */
  readonly by: AnsweredBy | undefined
}

/**
 * Where answers are kept. What every implementation holds is `cacheStoreContract` of the testkit. Whoever holds an
 * answer of it, the store included, changes no byte of it.
 */
export interface CacheStore {
  /**
   * The name of a request: SHA-256 under a key that the store alone has, made for it at random. A store that is read
   * again by another process has it too; nobody can tell by a name what was asked.
   */
  digest(head: string, body: Uint8Array): string | Promise<string>
  get(key: string): CachedAnswer | undefined | Promise<CachedAnswer | undefined>
  /** Returns at once and never throws; whether and when it is kept is for the store to say. */
  put(key: string, answer: CachedAnswer): void
  /** Writes what is still to be written. After it nothing is found. */
  close?(): void | Promise<void>
}
