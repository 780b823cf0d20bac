/** One attempt's report: the first of the three calls counts, and one has to come. */
export interface Ticket {
  success(now: number): void
  failure(now: number): void
  /** It came to nothing that tells about the target: the client left, another attempt won. */
  dropped(): void
}

type Verdict = 'success' | 'failure' | 'dropped'

export type Settle = (attempt: Attempt, verdict: Verdict, now: number) => void

/** What a breaker hands out: it remembers when it began, and reports once. */
export class Attempt implements Ticket {
  readonly era: number
  /** Holds one of the places of half-open. */
  readonly probe: boolean
  #settle: Settle | undefined

  constructor(era: number, probe: boolean, settle: Settle) {
    this.era = era
    this.probe = probe
    this.#settle = settle
  }

  success(now: number): void {
    this.#end('success', now)
  }

  failure(now: number): void {
    this.#end('failure', now)
  }

  dropped(): void {
    this.#end('dropped', 0)
  }

  #end(verdict: Verdict, now: number): void {
    const settle = this.#settle
    this.#settle = undefined
    settle?.(this, verdict, now)
  }
}
