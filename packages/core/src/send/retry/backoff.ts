/** In ms. */
export interface Backoff {
  /** The longest first wait; the longest doubles with each further one. */
  readonly initial: number
  /** No wait is longer. */
  readonly max: number
}

/** What the providers' own SDKs wait: half a second, doubling to eight. A caller is still there to get the answer. */
export const DEFAULT_BACKOFF: Backoff = { initial: 500, max: 8_000 }

/** Beyond this many doublings every sensible `max` is reached, and the number stays finite. */
const MOST_DOUBLINGS = 30

/**
 * ms to wait before retry number `attempt`, the first being 1. Full jitter: anything from nothing to the whole wait,
 * so that callers who failed together do not come back together.
 */
export function backoff(attempt: number, { initial, max }: Backoff, random: () => number): number {
  const doublings = Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS)
  return random() * Math.min(max, initial * 2 ** doublings)
}
