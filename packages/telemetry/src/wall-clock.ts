/** ms after which the two clocks are compared again: the wall clock may be set while we run. */
const COMPARE_EVERY = 10_000

/** Monotonic times → wall times. One exchange keeps to one offset, so that its spans agree with each other. */
export class WallClock {
  readonly clock: () => number
  readonly #now: () => number
  #offset = 0
  #comparedAt = Number.NEGATIVE_INFINITY

  constructor(clock: () => number, now: () => number) {
    this.clock = clock
    this.#now = now
  }

  /** To be added to monotonic times; `at` is about now. */
  offset(at: number): number {
    if (at - this.#comparedAt >= COMPARE_EVERY) {
      // The wall clock counts whole ms: half of one is the error's middle.
      this.#offset = this.#now() + 0.5 - this.clock()
      this.#comparedAt = at
    }
    return this.#offset
  }
}
