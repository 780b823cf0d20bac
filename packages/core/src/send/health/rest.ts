/** ms */
export interface RestOptions {
  /** Without a word from the upstream: so long at first, twice as long each time in a row. */
  readonly first: number
  /** What the upstream does not take at all (401) rests so long: somebody has to do something about it. */
  readonly refused: number
  /** Nothing rests longer, whatever the upstream says. */
  readonly longest: number
}

/**
 * Limits of providers count by the minute: five seconds may do, and the doubling gets there. A daily limit may be
 * raised and a key unlocked at any time, and one lost attempt in ten minutes finds out.
 */
export const DEFAULT_REST: RestOptions = { first: 5_000, refused: 600_000, longest: 600_000 }

/** More doublings than any `longest` needs, and the number stays finite. */
const MOST_TIMES = 30

/** The rest of one key: not ill, but told to wait. `now` is any clock that does not go back. */
export class Rest {
  #options: RestOptions
  #until = Number.NEGATIVE_INFINITY
  /** When it was last told to rest. */
  #toldAt = Number.NEGATIVE_INFINITY
  /** Rests without a word, in a row. */
  #times = 0

  constructor(options: RestOptions = DEFAULT_REST) {
    this.#options = options
  }

  /** For a reload: what rests goes on resting. */
  tune(options: RestOptions): void {
    this.#options = options
  }

  resting(now: number): boolean {
    return now < this.#until
  }

  /** The end of the rest; undefined where it does not rest. */
  until(now: number): number | undefined {
    return this.resting(now) ? this.#until : undefined
  }

  /**
   * For `ms`, as the upstream said, or for a while that grows. A rest is never cut short by a later word of this kind:
   * answers to what was under way together come in any order.
   */
  rest(now: number, ms?: number): void {
    this.#toldAt = now
    if (ms !== undefined) this.#rest(now, ms)
    // What was under way together is refused together: that is one refusal, not many in a row.
    else if (!this.resting(now)) this.#rest(now, this.#grown(now))
  }

  /** The upstream does not take the key. */
  refuse(now: number): void {
    this.#toldAt = now
    this.#rest(now, this.#options.refused)
  }

  /**
   * The upstream took it: what it rested for is over. Only where it was asked behind the last word; what was under way
   * before that is answered well by chance. What the rest has grown to is made good by time alone.
   */
  well(began: number, now: number): void {
    if (this.resting(now) && began > this.#toldAt) this.#until = now
  }

  #rest(now: number, ms: number): void {
    this.#until = Math.max(this.#until, now + Math.min(ms, this.#options.longest))
  }

  /** Whatever went well for as long as it last rested begins anew. */
  #grown(now: number): number {
    const inARow = this.#times > 0 && now - this.#until < this.#span()
    this.#times = inARow ? Math.min(this.#times + 1, MOST_TIMES) : 1
    return this.#span()
  }

  #span(): number {
    return Math.min(this.#options.longest, this.#options.first * 2 ** (this.#times - 1))
  }
}
