/** A deadline that can be pushed on cheaply: `touch()` is one assignment, no timer is made or cleared. */
export interface Deadline {
  touch(): void
  clear(): void
}

/** One object per deadline, itself the handle: every request makes at least one. */
class Entry implements Deadline {
  at: number
  readonly fire: () => void
  readonly #span: number
  readonly #clock: () => number
  readonly #entries: Set<Entry>

  constructor(span: number, fire: () => void, clock: () => number, entries: Set<Entry>) {
    this.at = clock() + span
    this.#span = span
    this.#clock = clock
    this.fire = fire
    this.#entries = entries
  }

  touch(): void {
    this.at = this.#clock() + this.#span
  }

  clear(): void {
    this.#entries.delete(this)
  }
}

const TICK_MS = 25

/**
 * All deadlines of a process on one coarse timer: thousands of open streams each with an idle limit cost one
 * sweep of a set instead of a timer per chunk. A deadline fires up to one tick late, never early.
 */
export class Deadlines {
  readonly #clock: () => number
  readonly #entries = new Set<Entry>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(clock: () => number) {
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  after(span: number, fire: () => void): Deadline {
    const entry = new Entry(span, fire, this.#clock, this.#entries)
    this.#entries.add(entry)
    this.#timer ??= setInterval(() => this.#sweep(), TICK_MS)
    return entry
  }

  #sweep(): void {
    const now = this.#clock()
    for (const entry of this.#entries) {
      if (entry.at > now) continue
      this.#entries.delete(entry)
      try {
        entry.fire()
      } catch {
        // One exchange's trouble: the deadlines of all others are on this same timer.
      }
    }
    // An empty set keeps no timer, so that a process with nothing to do can end.
    if (this.#entries.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }
}
