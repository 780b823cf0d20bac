/** Fewer tell nothing about one in twenty. */
const LEAST = 20

/** Sorting costs some microseconds: once for so many new values, an eighth of the twenty that the least p95 stands on. */
const STALE_AFTER = 16

/** Below which the given share of the last values lies; constant memory, and worked out only when asked for. */
export class Quantile {
  readonly #share: number
  readonly #ring: Float64Array
  #added = 0
  #fresh = STALE_AFTER
  #value: number | undefined

  constructor(share = 0.95, size = 256) {
    this.#share = share
    this.#ring = new Float64Array(size)
  }

  add(value: number): void {
    this.#ring[this.#added % this.#ring.length] = value
    this.#added++
    this.#fresh++
  }

  /** The nearest rank; up to fifteen values behind. undefined: too few are known. */
  value(): number | undefined {
    if (this.#added < LEAST) return undefined
    if (this.#value === undefined || this.#fresh >= STALE_AFTER) {
      const sorted = this.#ring.slice(0, this.#added).sort()
      this.#value = sorted[Math.ceil(this.#share * sorted.length) - 1]
      this.#fresh = 0
    }
    return this.#value
  }
}
