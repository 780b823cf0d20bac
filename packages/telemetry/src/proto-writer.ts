const encoder = new TextEncoder()

/** Wire types of protobuf's encoding. */
const VARINT = 0
const FIXED64 = 1
const DELIMITED = 2
const FIXED32 = 5

/**
 * Protobuf, as far as OTLP needs it, into one buffer that grows and is used again. Nested messages are written once:
 * room for their length is left in front, and moved where the guess was wrong.
 */
export class ProtoWriter {
  #bytes = new Uint8Array(16 * 1024)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  /** What was written, until the next `reset()`. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  reset(): void {
    this.#at = 0
  }

  /** Begins a message in a field; `room` bytes are left for its length. Give the answer to `end()`. */
  begin(field: number, room: number): number {
    this.#tag(field, DELIMITED, room)
    this.#at += room
    return this.#at
  }

  end(start: number, room: number): void {
    const length = this.#at - start
    const needed = varintSize(length)
    if (needed !== room) {
      this.#room(needed)
      this.#bytes.copyWithin(start - room + needed, start, this.#at)
      this.#at += needed - room
    }
    this.#varintAt(start - room, length)
  }

  /** A number from 0 to 2⁵³. */
  varint(field: number, value: number): void {
    this.#tag(field, VARINT, 10)
    this.#at = this.#varintAt(this.#at, value)
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64, 8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  /** Seconds and nanoseconds as nanoseconds: more than a number holds, so in two halves. */
  nanos(field: number, [seconds, nanos]: readonly [number, number]): void {
    this.#tag(field, FIXED64, 8)
    const low = (seconds % 65536) * 1e9 + nanos
    const high = Math.floor(seconds / 65536) * 1e9
    const lower = (high % 65536) * 65536 + (low % 2 ** 32)
    this.#view.setUint32(this.#at, lower % 2 ** 32, true)
    this.#view.setUint32(
      this.#at + 4,
      Math.floor(high / 65536) + Math.floor(low / 2 ** 32) + Math.floor(lower / 2 ** 32),
      true,
    )
    this.#at += 8
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32, 4)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  /** An id of lower-case hex digits, as bytes. */
  hex(field: number, digits: string): void {
    const length = digits.length >> 1
    this.#tag(field, DELIMITED, 1 + length)
    const bytes = this.#bytes
    let at = this.#varintAt(this.#at, length)
    for (let i = 0; i < length; i++) {
      bytes[at++] = (digit(digits.charCodeAt(2 * i)) << 4) | digit(digits.charCodeAt(2 * i + 1))
    }
    this.#at = at
  }

  /** Nearly all is ASCII, where a loop beats `TextEncoder` at these lengths. */
  text(field: number, text: string): void {
    const { length } = text
    this.#tag(field, DELIMITED, 5 + length)
    const bytes = this.#bytes
    let at = this.#varintAt(this.#at, length)
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) {
        this.#bytesOf(encoder.encode(text))
        return
      }
      bytes[at++] = code
    }
    this.#at = at
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  #bytesOf(bytes: Uint8Array): void {
    this.#room(5)
    this.#at = this.#varintAt(this.#at, bytes.length)
    this.raw(bytes)
  }

  #tag(field: number, type: number, more: number): void {
    this.#room(2 + more)
    this.#at = this.#varintAt(this.#at, field * 8 + type)
  }

  #varintAt(start: number, value: number): number {
    const bytes = this.#bytes
    let at = start
    let rest = value
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80
      // Bit operations end at 32 bits.
      rest = rest > 0x7fffffff ? Math.floor(rest / 128) : rest >>> 7
    }
    bytes[at++] = rest
    return at
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + more))
    bytes.set(this.written)
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}

function digit(code: number): number {
  return code < 0x61 ? code - 0x30 : code - 0x57
}
