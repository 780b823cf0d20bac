import type { Timer, Timers } from './timers.ts'

/** How long a connection may rest between two exchanges: one timer for its life, as long as the time stays the same. */
export class IdleClock {
  readonly #timers: Timers
  readonly #fire: () => void
  #ms: number | undefined
  #timer: Timer | undefined

  constructor(timers: Timers, fire: () => void) {
    this.#timers = timers
    this.#fire = fire
  }

  start(ms: number): void {
    if (this.#ms === ms) {
      this.#timer?.touch()
      return
    }
    this.#timer?.clear()
    this.#ms = ms
    this.#timer = this.#timers.after(ms, this.#fire)
  }

  hold(): void {
    this.#timer?.hold()
  }

  clear(): void {
    this.#timer?.clear()
  }
}
