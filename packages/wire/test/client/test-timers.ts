import type { Timer, Timers } from '../../src/timers.ts'

/** Real time, counted: what is neither fired nor cleared at the end was forgotten. */
export class TestTimers implements Timers {
  readonly #kept = new Set<object>()

  get pending(): number {
    return this.#kept.size
  }

  after(ms: number, fire: () => void): Timer {
    const entry = {}
    let running: ReturnType<typeof setTimeout> | undefined
    const hold = () => clearTimeout(running)
    const touch = () => {
      hold()
      this.#kept.add(entry)
      running = setTimeout(() => {
        this.#kept.delete(entry)
        fire()
      }, ms)
    }
    touch()
    const clear = () => {
      hold()
      this.#kept.delete(entry)
    }
    return { touch, hold, clear }
  }
}
