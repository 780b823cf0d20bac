import type { WireRequest } from './exchange.ts'
import type { Timer, Timers } from './timers.ts'

/** ms that a request's body waits for the upstream's 100; 0 where there is nothing to wait with, or for. */
export function continueWait({ expectContinue, body }: WireRequest): number {
  if (expectContinue === undefined || expectContinue <= 0) return 0
  // RFC 9110 10.1.1: not without a body.
  const hasBody = body.kind === 'bytes' ? body.bytes.length > 0 : body.kind === 'stream' && body.length !== 0
  return hasBody ? expectContinue : 0
}

/** The wait of one request for the 100 it asked for: its body goes when that comes, or when time is up. */
export class Expectation {
  readonly #clock: Timer
  readonly #go: () => void
  #waiting = true
  /** A 100 behind the end of the wait is still the one that was asked for. */
  #met = false

  constructor(timers: Timers, ms: number, go: () => void) {
    this.#go = go
    this.#clock = timers.after(ms, () => this.#end())
  }

  /** The body has not gone. */
  get waiting(): boolean {
    return this.#waiting
  }

  /** Whether this interim answer is the one that was asked for. */
  meets(status: number): boolean {
    if (status !== 100 || this.#met) return false
    this.#met = true
    this.#end()
    return true
  }

  /** A final answer is here, or nobody waits for one: a body that has not gone yet never will. */
  drop(): void {
    this.#clock.clear()
  }

  #end(): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#clock.clear()
    this.#go()
  }
}
