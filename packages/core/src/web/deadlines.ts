/** A deadline that can be moved cheaply: `touch()` and `hold()` are one assignment, no timer is made or cleared. */
export interface Deadline {
  /** The span begins anew. */
  touch(): void
  /** It does not strike until it is touched again. */
  hold(): void
  /** For good. */
  clear(): void
}

/** One object per deadline, itself the handle and its own place in the list: every request makes at least one. */
class Entry implements Deadline {
  at: number
  readonly fire: () => void
  readonly #span: number
  readonly #clock: () => number
  previous: Entry | undefined = undefined
  next: Entry | undefined = undefined

  constructor(span: number, fire: () => void, clock: () => number) {
    this.at = clock() + span
    this.fire = fire
    this.#span = span
    this.#clock = clock
  }

  touch(): void {
    this.at = this.#clock() + this.#span
  }

  hold(): void {
    this.at = Number.POSITIVE_INFINITY
  }

  /** Its own links are cut too: an old entry must not keep its younger neighbours alive. */
  clear(): void {
    const { previous, next } = this
    if (previous === undefined || next === undefined) return
    previous.next = next
    next.previous = previous
    this.previous = undefined
    this.next = undefined
  }
}

const TICK_MS = 25

/**
 * All deadlines of a process on one coarse timer: thousands of open streams each with an idle limit cost one walk
 * along a list instead of a timer per chunk. A deadline fires up to one tick late, never early. The list is a ring
 * of the entries themselves: with a `Set` in its place, JavaScriptCore takes a tenth longer over a whole exchange.
 */
export class Deadlines {
  readonly #clock: () => number
  /** Where the ring begins and ends; it stands for no deadline. */
  readonly #ring: Entry
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(clock: () => number) {
    this.#clock = clock
    this.#ring = new Entry(0, () => {}, clock)
    this.#ring.previous = this.#ring
    this.#ring.next = this.#ring
  }

  get size(): number {
    let count = 0
    for (let entry = this.#ring.next; entry !== this.#ring; entry = entry?.next) count++
    return count
  }

  after(span: number, fire: () => void): Deadline {
    const entry = new Entry(span, fire, this.#clock)
    const last = this.#ring.previous as Entry
    entry.previous = last
    entry.next = this.#ring
    last.next = entry
    this.#ring.previous = entry
    this.#timer ??= setInterval(() => this.#sweep(), TICK_MS)
    return entry
  }

  #sweep(): void {
    for (const entry of this.#due()) {
      // One that fired before it may have cleared this one.
      if (entry.next === undefined) continue
      entry.clear()
      try {
        entry.fire()
      } catch {
        // One exchange's trouble: the deadlines of all others are on this same timer.
      }
    }
    // An empty ring keeps no timer, so that a process with nothing to do can end.
    if (this.#ring.next === this.#ring) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  /** Listed before any of them fires: what fires may clear its neighbours and begin new ones. */
  #due(): Entry[] {
    const now = this.#clock()
    const due: Entry[] = []
    for (let entry = this.#ring.next as Entry; entry !== this.#ring; entry = entry.next as Entry) {
      if (entry.at <= now) due.push(entry)
    }
    return due
  }
}
