import { createHash } from 'node:crypto'

export interface Piece {
  /** `performance.now()` when it came. */
  readonly at: number
  readonly bytes: Buffer
}

/**
 * Bytes as they came, each piece with its time. Past `keepBytes` it only counts and hashes, so that a body of
 * gigabytes does not fill the memory of the process that measures memory.
 */
export class ByteLog {
  readonly pieces: Piece[] = []
  length = 0
  firstAt: number | undefined
  lastAt: number | undefined
  #kept = 0
  readonly #keepBytes: number
  readonly #hash = createHash('sha256')

  constructor(keepBytes: number) {
    this.#keepBytes = keepBytes
  }

  add(bytes: Buffer, at: number): void {
    if (bytes.length === 0) return
    this.firstAt ??= at
    this.lastAt = at
    this.length += bytes.length
    this.#hash.update(bytes)
    const room = this.#keepBytes - this.#kept
    if (room <= 0) return
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes
    this.#kept += kept.length
    this.pieces.push({ at, bytes: kept })
  }

  /** True when some bytes were counted but not kept. */
  get truncated(): boolean {
    return this.#kept < this.length
  }

  /** What was kept, in one piece. */
  bytes(): Buffer {
    return Buffer.concat(this.pieces.map((piece) => piece.bytes))
  }

  /** Of everything that came, kept or not. */
  sha256(): string {
    return this.#hash.copy().digest('hex')
  }
}

/** Strings stand for bytes here: one char, one byte. */
export function toBytes(data: string | Uint8Array): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'latin1')
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
