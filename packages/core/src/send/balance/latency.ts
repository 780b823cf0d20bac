/** Ten seconds: what an upstream did half a minute ago hardly counts, and one slow answer does not decide. */
export const DEFAULT_HALF_LIFE = 10_000

/** After so many half-lives without an answer nothing is known any more. */
const FORGOTTEN_AFTER = 30

/** A failure counts as this slow at least: to refuse at once is not to be fast. */
const FAILED_MS = 10_000

/**
 * How long a target lately took to its first byte: a mean in which an answer counts half as much with each half-life.
 * While attempts are under way, the time since anything was last heard counts too: what hangs gets slower by the
 * minute though nothing was measured. `now` is any clock that does not go back.
 */
export class Latency {
  readonly #halfLife: number
  #mean = 0
  /** Of all answers so far, each by what is left of it. */
  #weight = 0
  #at = Number.NEGATIVE_INFINITY
  #waiting = 0
  #since = 0

  constructor(halfLife: number = DEFAULT_HALF_LIFE) {
    this.#halfLife = halfLife
  }

  /** An attempt is under way. `add()`, `failed()` or `dropped()` ends it. */
  begin(now: number): void {
    if (this.#waiting++ === 0) this.#since = now
  }

  /** The first byte came after `ms`. */
  add(ms: number, now: number): void {
    const left = this.#weight * 2 ** ((this.#at - now) / this.#halfLife)
    this.#weight = left + 1
    this.#mean += (ms - this.#mean) / this.#weight
    this.#at = now
    this.#since = now
    this.dropped()
  }

  /** No first byte, and none after `ms`. */
  failed(ms: number, now: number): void {
    this.add(Math.max(ms, FAILED_MS), now)
  }

  /** It ended and told nothing. */
  dropped(): void {
    if (this.#waiting > 0) this.#waiting--
  }

  /** ms; undefined: not known. */
  value(now: number): number | undefined {
    const silent = this.#waiting > 0 ? now - this.#since : undefined
    if (now - this.#at > FORGOTTEN_AFTER * this.#halfLife) return silent
    return silent === undefined ? this.#mean : Math.max(this.#mean, silent)
  }
}
