import type { Exchange } from './exchange.ts'
import type { AttemptRecord } from './record.ts'

/** Note: what the cache did (`CacheStatus` of the stage that has one). */
export const CACHE_NOTE = 'cache'
/** Note: who gave the answer that was kept. */
export const BY_NOTE = 'cache-by'

export interface AnsweredBy {
  readonly target: string
  readonly provider: string
  /** Where it stands in the tree, as a JSON path. */
  readonly option?: string | undefined
}

/** What the cache did; undefined where there is none. */
export function cacheNote(exchange: Exchange): string | undefined {
  // To ask for notes is to make a place for them.
  return exchange.hasNotes ? (exchange.notes.get(CACHE_NOTE) as string | undefined) : undefined
}

/** Who gave the answer that came out of the cache, or with another's call. */
function keptBy(exchange: Exchange): AnsweredBy | undefined {
  return exchange.hasNotes ? (exchange.notes.get(BY_NOTE) as AnsweredBy | undefined) : undefined
}

/** Who gave the answer: now, or when it was kept. */
export function answeredBy(exchange: Exchange): AnsweredBy | undefined {
  return keptBy(exchange) ?? answeringAttempt(exchange)
}

/**
 * The attempt that the answer is of: the last that no other took the place of. What came out of the cache is not of
 * whoever was asked in vain before it.
 */
export function answeringAttempt(exchange: Exchange): AttemptRecord | undefined {
  if (keptBy(exchange) !== undefined) return undefined
  const { attempts } = exchange
  return attempts.findLast(({ replaced }) => replaced === undefined) ?? attempts.at(-1)
}
