export interface RetryBudgetOptions {
  /** Of the exchanges under way, how many in a hundred may be retrying at once. */
  readonly percent: number
  /** So many may at any rate: with little traffic a share of it is nothing. */
  readonly least: number
}

/** Where all fails, an upstream gets a fifth more than without retries, instead of a multiple. */
export const DEFAULT_RETRY_BUDGET: RetryBudgetOptions = { percent: 20, least: 3 }

/** Keeps an outage from being multiplied: counts what is under way, and lets a share of it retry. */
export class RetryBudget {
  #options: RetryBudgetOptions
  #live = 0
  #retrying = 0

  constructor(options: RetryBudgetOptions = DEFAULT_RETRY_BUDGET) {
    this.#options = options
  }

  get live(): number {
    return this.#live
  }

  get retrying(): number {
    return this.#retrying
  }

  /** How many may retry at once with what is under way now. */
  get allowed(): number {
    const { percent, least } = this.#options
    return Math.max(least, Math.floor((this.#live * percent) / 100))
  }

  /** For a reload: what is under way stays counted. */
  tune(options: RetryBudgetOptions): void {
    this.#options = options
  }

  /** An exchange begins; the answer is called when it ends, and does nothing a second time. */
  begin(): () => void {
    this.#live++
    let under = true
    return () => {
      if (under) this.#live--
      under = false
    }
  }

  /** A retry begins, its wait included; undefined: too many are under way. The answer gives the place back, once. */
  take(): (() => void) | undefined {
    if (this.#retrying >= this.allowed) return undefined
    this.#retrying++
    let held = true
    return () => {
      if (held) this.#retrying--
      held = false
    }
  }
}
