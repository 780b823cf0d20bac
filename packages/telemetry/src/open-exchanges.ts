import { clearTimeout, setTimeout } from 'node:timers'
import type { Tracer } from '@strait/core'

/** Traced exchanges under way: the exporter may close when the last of them has handed in its spans. */
export class OpenExchanges {
  readonly #after: (() => void) | undefined
  readonly #waiting: (() => void)[] = []
  #size = 0

  /** `after` is called as each of them ends. */
  constructor(after?: (() => void) | undefined) {
    this.#after = after
  }

  get size(): number {
    return this.#size
  }

  count(tracer: Tracer): Tracer {
    return {
      begin: (exchange) => {
        const trace = tracer.begin(exchange)
        if (trace !== undefined) this.#size++
        return trace
      },
    }
  }

  readonly ended = (): void => {
    this.#size--
    this.#after?.()
    if (this.#size === 0) for (const call of this.#waiting.splice(0)) call()
  }

  /** Called at once where none is under way, else in the turn in which the last one ends. */
  whenIdle(call: () => void): void {
    if (this.#size === 0) call()
    else this.#waiting.push(call)
  }

  /** Ends when none is under way, or the time is up. */
  idle(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, deadline)
      this.whenIdle(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
