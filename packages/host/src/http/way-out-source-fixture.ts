import { setImmediate } from 'node:timers'
import { concat, type Flow, type Sink, type Tap, type TapFactory } from '@strait/core'

/** Bytes that tell where they stood. */
export function noise(length: number, from = 0): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = ((from + i) * 31 + ((from + i) >> 8) * 7) & 0xff
  return bytes
}

/** A source that gives as fast as it is let, one piece a turn. */
export class Spring implements Flow {
  /** Bytes given. */
  given = 0
  held = false
  cancelled = false
  readonly #total: number
  readonly #piece: number
  #sink: Sink | undefined
  #waits = false

  constructor(total: number, piece = 64 * 1024) {
    this.#total = total
    this.#piece = piece
  }

  read(sink: Sink): void {
    this.#sink = sink
    this.#next()
  }

  pause(): void {
    this.held = true
  }

  resume(): void {
    this.held = false
    this.#next()
  }

  cancel(): void {
    this.cancelled = true
  }

  #next(): void {
    if (this.#waits) return
    this.#waits = true
    setImmediate(() => {
      this.#waits = false
      this.#give()
    })
  }

  #give(): void {
    if (this.held || this.cancelled || this.#sink === undefined) return
    if (this.given === this.#total) {
      const sink = this.#sink
      this.#sink = undefined
      sink.end([])
      return
    }
    const piece = noise(Math.min(this.#piece, this.#total - this.given), this.given)
    this.given += piece.length
    this.#sink.data(piece)
    this.#next()
  }
}

/** A tap that keeps what it sees. */
export class Watcher implements Tap {
  readonly name = 'watcher'
  readonly ends: boolean[] = []
  readonly #pieces: Uint8Array[] = []
  readonly factory: TapFactory = () => this

  get bytes(): Uint8Array {
    return concat(this.#pieces)
  }

  chunk(bytes: Uint8Array): void {
    this.#pieces.push(bytes.slice())
  }

  end(whole: boolean): void {
    this.ends.push(whole)
  }
}
