import type { Piece } from './byte-log.ts'
import { type Deferred, deferred } from './wait.ts'

/** How the connection ended: the peer's FIN, its RST (or another socket error), or this side. */
export type ClosedBy = 'fin' | 'reset' | 'us'

/** A queue between a socket that pushes and a parser that pulls; keeps the arrival times. */
export class ByteReader {
  closedBy: ClosedBy | undefined
  readonly #queue: Piece[] = []
  #waiter: Deferred<void> | undefined

  push(bytes: Buffer, at: number): void {
    this.#queue.push({ at, bytes })
    this.#waiter?.resolve()
  }

  finish(how: ClosedBy): void {
    this.closedBy ??= how
    this.#waiter?.resolve()
  }

  /** Puts back what a parser did not need. */
  unshift(bytes: Buffer, at: number): void {
    if (bytes.length > 0) this.#queue.unshift({ at, bytes })
  }

  /** What arrived and was not read yet. */
  get unread(): Buffer {
    return Buffer.concat(this.#queue.map((piece) => piece.bytes))
  }

  /** The next bytes, however many; undefined once the connection ended. */
  async some(timeoutMs: number): Promise<Piece | undefined> {
    if (this.#queue.length === 0 && this.closedBy === undefined) await this.#wait(timeoutMs)
    return this.#queue.shift()
  }

  /** Bytes up to and including `mark`; undefined (and everything put back) when the connection ends before it. */
  async until(mark: Buffer, timeoutMs: number): Promise<Piece | undefined> {
    let bytes = Buffer.alloc(0)
    let at = 0
    for (;;) {
      const piece = await this.some(timeoutMs)
      if (piece === undefined) {
        this.unshift(bytes, at)
        return undefined
      }
      const from = Math.max(0, bytes.length - mark.length)
      bytes = Buffer.concat([bytes, piece.bytes])
      at = piece.at
      const found = bytes.indexOf(mark, from)
      if (found < 0) continue
      this.unshift(bytes.subarray(found + mark.length), at)
      return { at, bytes: bytes.subarray(0, found + mark.length) }
    }
  }

  /** Exactly `count` bytes; fewer when the connection ends before. */
  async exactly(count: number, timeoutMs: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let left = count
    while (left > 0) {
      const piece = await this.some(timeoutMs)
      if (piece === undefined) break
      const taken = piece.bytes.subarray(0, left)
      parts.push(taken)
      left -= taken.length
      this.unshift(piece.bytes.subarray(taken.length), piece.at)
    }
    return Buffer.concat(parts)
  }

  async #wait(timeoutMs: number): Promise<void> {
    const waiter = deferred()
    this.#waiter = waiter
    const timer = setTimeout(() => waiter.reject(new Error(`nothing came for ${timeoutMs} ms`)), timeoutMs)
    try {
      await waiter.promise
    } finally {
      clearTimeout(timer)
      this.#waiter = undefined
    }
  }
}
