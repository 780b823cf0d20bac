import { Latency } from '../balance/latency.ts'
import { Quantile } from '../balance/quantile.ts'
import { Breaker, type BreakerOptions } from '../health/breaker.ts'

/** What is known of a target with one of its keys. It outlives reloads, under the name of both. */
export class TargetHealth {
  breaker: Breaker | undefined
  readonly latency = new Latency()
  /** Of the times to the head, for whoever asks what is late. */
  readonly times = new Quantile()
  /** Attempts under way, to their last byte. */
  load = 0
  /** Answers in a row that began well and were cut short. */
  #cuts = 0
  #options: BreakerOptions | undefined

  /** With the numbers of the plan that asks: what was learnt under others stays. */
  tuned(options: BreakerOptions | undefined): this {
    if (options === this.#options) return this
    this.#options = options
    if (options === undefined) this.breaker = undefined
    else if (this.breaker === undefined) this.breaker = new Breaker(options)
    else this.breaker.tune(options)
    return this
  }

  /** An answer that began well is over. Each good beginning ends a row of failures: these have one of their own. */
  ended(broken: boolean, now: number): void {
    this.#cuts = broken ? this.#cuts + 1 : 0
    const { breaker } = this
    if (!broken || breaker === undefined) return
    breaker.begin(now).failure(now)
    const { consecutive = 0, rest = 0 } = this.#options ?? {}
    const isRow = consecutive > 0 && this.#cuts >= consecutive
    if (isRow && breaker.state(now) === 'closed') breaker.trip(now, rest)
  }

  fit(now: number): boolean {
    return this.breaker === undefined || this.breaker.fit(now)
  }
}
