import type { Cancel } from '../../web/cancel.ts'
import type { Deadlines } from '../../web/deadlines.ts'

export interface RoomOptions {
  /** How many may be inside at once. */
  readonly places: number
  /** How many may wait for a place. */
  readonly queue: number
  /** ms one may wait. */
  readonly wait: number
}

/**
 * How many places there are only the operator knows. Nobody waits unless he says so: the next target, or the caller's
 * own retry, is often there sooner.
 */
export const DEFAULT_QUEUE: Omit<RoomOptions, 'places'> = { queue: 0, wait: 2_000 }

export type Entered =
  /** `leave` gives the place back; a second call does nothing. */
  | { readonly kind: 'in'; readonly leave: () => void }
  /** No place, and no place to wait. */
  | { readonly kind: 'full' }
  /** Waited in vain. */
  | { readonly kind: 'late' }
  /** Who wanted in has left. */
  | { readonly kind: 'gone' }

const FULL: Entered = { kind: 'full' }
const LATE: Entered = { kind: 'late' }
const GONE: Entered = { kind: 'gone' }

/** Only so many at once; a few more wait, and the first to come is the first to go in. */
export class Room {
  #options: RoomOptions
  #inside = 0
  /** Each ends one wait. A set keeps the order, and whoever gives up leaves it at once. */
  readonly #queue = new Set<(entered: Entered) => void>()

  constructor(options: RoomOptions) {
    this.#options = options
  }

  get inside(): number {
    return this.#inside
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** At once where a place is free or waiting is of no use; no promise is made then. */
  enter(cancel: Cancel, deadlines: Pick<Deadlines, 'after'>): Entered | Promise<Entered> {
    if (cancel.pulled) return GONE
    const { places, queue } = this.#options
    if (this.#inside < places) return this.#admit()
    return this.#queue.size < queue ? this.#wait(cancel, deadlines) : FULL
  }

  /** For a reload: who is inside stays, and so does who waits, in a queue that has become shorter too. */
  resize(options: RoomOptions): void {
    this.#options = options
    this.#fill()
  }

  #wait(cancel: Cancel, deadlines: Pick<Deadlines, 'after'>): Promise<Entered> {
    return new Promise((resolve) => {
      const end = (entered: Entered) => {
        this.#queue.delete(end)
        deadline.clear()
        deafen()
        resolve(entered)
      }
      this.#queue.add(end)
      const deadline = deadlines.after(this.#options.wait, () => end(LATE))
      const deafen = cancel.listen(() => end(GONE))
    })
  }

  #admit(): Entered {
    this.#inside++
    let inside = true
    const leave = () => {
      if (!inside) return
      inside = false
      this.#inside--
      this.#fill()
    }
    return { kind: 'in', leave }
  }

  /** A waiter has its place before it hears of it: nobody who comes in between takes it. */
  #fill(): void {
    for (const end of this.#queue) {
      if (this.#inside >= this.#options.places) return
      end(this.#admit())
    }
  }
}
