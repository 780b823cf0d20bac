/** RFC 6455 5.2 */
export const CONTINUATION = 0x0
export const TEXT = 0x1
export const BINARY = 0x2
export const CLOSE = 0x8
export const PING = 0x9
export const PONG = 0xa

const LONGEST = 14

/** One WebSocket frame's head (RFC 6455 5.2), from bytes that are cut anywhere. */
export class FrameHead {
  readonly #bytes = new Uint8Array(LONGEST)
  #filled = 0
  #size = 2

  get whole(): boolean {
    return this.#filled === this.#size
  }

  /** For the next frame. */
  begin(): void {
    this.#filled = 0
    this.#size = 2
  }

  /** Nothing of a frame has come. */
  get empty(): boolean {
    return this.#filled === 0
  }

  /** Takes what it still needs; the place behind that. */
  take(bytes: Uint8Array, from: number): number {
    let at = from
    while (this.#filled < this.#size && at < bytes.length) {
      this.#bytes[this.#filled++] = bytes[at++] as number
      if (this.#filled === 2) this.#size = sizeOf(this.#second)
    }
    return at
  }

  get final(): boolean {
    return (this.#first & 0x80) !== 0
  }

  /** Bits that mean something to extensions alone. */
  get reserved(): boolean {
    return (this.#first & 0x70) !== 0
  }

  get opcode(): number {
    return this.#first & 0x0f
  }

  get control(): boolean {
    return this.opcode >= CLOSE
  }

  get masked(): boolean {
    return (this.#second & 0x80) !== 0
  }

  /** Of the payload. Beyond 2⁵³ it is not exact, and no such frame ever ends. */
  get length(): number {
    const short = this.#second & 0x7f
    if (short < 126) return short
    let length = 0
    for (let i = 2; i < (short === 126 ? 4 : 10); i++) length = length * 256 + (this.#bytes[i] as number)
    return length
  }

  get #first(): number {
    return this.#bytes[0] as number
  }

  get #second(): number {
    return this.#bytes[1] as number
  }
}

function sizeOf(second: number): number {
  const short = second & 0x7f
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + ((second & 0x80) === 0 ? 0 : 4)
}
