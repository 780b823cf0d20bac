import type { Answered } from '../exchange.ts'
import type { Plan } from '../plan.ts'
import { TAP_BACKLOG, type Tap } from '../tap.ts'
import { copyOf } from '../web/bytes.ts'

export interface Taps {
  chunk(bytes: Uint8Array): void
  end(whole: boolean): void
}

/** The taps of one exchange; undefined where nobody watches, so that watching costs nothing then. */
export function createTaps(exchange: Answered, plan: Plan): Taps | undefined {
  const { taps } = exchange.match.route
  if (exchange.taps.length === 0 && plan.taps.length === 0 && taps.length === 0) return undefined
  const watching: Watched[] = []
  const drop = () => {
    exchange.tapsDropped++
  }
  for (const tap of exchange.taps) watching.push(new Watched(tap, drop))
  for (const make of [...plan.taps, ...taps]) {
    const tap = attemptMake(make, exchange, drop)
    if (tap !== undefined) watching.push(new Watched(tap, drop))
  }
  if (watching.length === 0) return undefined
  return {
    chunk(bytes) {
      for (const tap of watching) tap.chunk(bytes)
    },
    end(whole) {
      for (const tap of watching) tap.end(whole)
    },
  }
}

function attemptMake(make: Plan['taps'][number], exchange: Answered, drop: () => void): Tap | undefined {
  try {
    return make(exchange)
  } catch {
    drop()
    return undefined
  }
}

/** One tap with its backlog: chunks wait in order while it is busy, and it is dropped when too many do. */
class Watched {
  readonly #tap: Tap
  readonly #drop: () => void
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #busy = false
  #dropped = false
  #ended: boolean | undefined

  constructor(tap: Tap, drop: () => void) {
    this.#tap = tap
    this.#drop = drop
  }

  chunk(bytes: Uint8Array): void {
    if (this.#dropped) return
    if (this.#busy) this.#wait(bytes)
    else this.#show(bytes)
  }

  end(whole: boolean): void {
    this.#ended = whole
    if (!this.#busy) this.#close()
  }

  #wait(bytes: Uint8Array): void {
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > TAP_BACKLOG) this.#lose()
    // A copy: the server may reuse the chunk's memory once it is written.
    else this.#waiting.push(copyOf(bytes))
  }

  #show(bytes: Uint8Array): void {
    try {
      const shown = this.#tap.chunk(bytes)
      if (!(shown instanceof Promise)) return
      this.#busy = true
      shown.then(
        () => this.#next(),
        () => this.#lose(),
      )
    } catch {
      this.#lose()
    }
  }

  #next(): void {
    this.#busy = false
    while (!this.#busy && !this.#dropped) {
      const bytes = this.#waiting.shift()
      if (bytes === undefined) break
      this.#waitingBytes -= bytes.length
      this.#show(bytes)
    }
    if (!this.#busy && this.#ended !== undefined) this.#close()
  }

  #close(): void {
    if (this.#dropped) return
    try {
      const ended: unknown = this.#tap.end?.(this.#ended as boolean)
      if (ended instanceof Promise) ended.catch(() => this.#lose())
    } catch {
      this.#lose()
    }
  }

  #lose(): void {
    if (this.#dropped) return
    this.#dropped = true
    this.#waiting.length = 0
    this.#drop()
  }
}
