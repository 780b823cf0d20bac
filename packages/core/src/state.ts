import { Deadlines } from './web/deadlines.ts'

/**
 * What must outlive a gateway: reloads swap the gateway and hand the same state to the next. Counters, health,
 * caches and the like live here under stable names, made by whoever first asks for them.
 */
export class State {
  /** Exchanges that have begun and not ended. */
  inFlight = 0
  draining = false
  /** The config is live and every listener is open. */
  ready = false
  readonly deadlines: Deadlines
  readonly #parts = new Map<string, unknown>()
  readonly #idle: (() => void)[] = []
  readonly #lasting = new Set<() => void>()

  constructor(clock: () => number = () => performance.now()) {
    this.deadlines = new Deadlines(clock)
  }

  /** The part of that name; the first caller makes it. One name is used with one type. */
  part<T>(name: string, make: () => T): T {
    const known = this.#parts.get(name)
    if (known !== undefined) return known as T
    const made = make()
    this.#parts.set(name, made)
    return made
  }

  begin(): void {
    this.inFlight++
  }

  /** Nothing new is taken in, and what has no end of its own is told to come to one. */
  drain(): void {
    this.draining = true
    for (const leave of [...this.#lasting]) leave()
  }

  /** For what lasts until somebody ends it: called when that has to be, at once if it has. The answer takes it off again. */
  onDrain(leave: () => void): () => void {
    if (this.draining) leave()
    this.#lasting.add(leave)
    return () => this.#lasting.delete(leave)
  }

  end(): void {
    this.inFlight--
    if (this.inFlight === 0) for (const wake of this.#idle.splice(0)) wake()
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }
}
