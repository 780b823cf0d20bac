const EMPTY = new Uint8Array(0)

/** What is asked for at first, where as much is to come: most messages are no longer. */
const FIRST = 16_384

/**
 * Bytes that come in pieces, in memory of their own. Kept as they came, each piece would hold on to an object and to the
 * buffer it was read into, and whoever sends single bytes could have a hundred times of what counts against the bound.
 */
export class Gathered {
  #bytes: Uint8Array = EMPTY
  #length = 0

  /** What is held, whether filled or not. */
  get room(): number {
    return this.#bytes.length
  }

  /** `left`: so many bytes are still to come; undefined where nobody knows. What comes whole is taken next, as it lies. */
  add(piece: Uint8Array, left: number | undefined): void {
    if (left === 0 && this.#length === 0) {
      this.#bytes = piece
      this.#length = piece.length
      return
    }
    const length = this.#length + piece.length
    if (length > this.#bytes.length) this.#grow(length, left)
    this.#bytes.set(piece, this.#length)
    this.#length = length
  }

  take(): Uint8Array {
    const bytes = this.#bytes
    const whole = this.#length === bytes.length ? bytes : bytes.subarray(0, this.#length)
    this.#bytes = EMPTY
    this.#length = 0
    return whole
  }

  /** Twice what came: pieces of any size are copied but a few times. */
  #grow(length: number, left: number | undefined): void {
    const ample = Math.max(2 * length, FIRST)
    const bytes = new Uint8Array(left === undefined ? ample : Math.min(ample, length + left))
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bytes
  }
}
