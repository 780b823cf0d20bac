import { atTurnsEnd, type Held } from '@strait/host'

/** An idle connection holds room for this much, one that fills it for the larger. */
const SLAB_SMALL = 16 * 1024
const SLAB_LARGE = 64 * 1024
/** A slab with less room left than this is done with. */
const ROOM_MIN = 4 * 1024
/** More may be there behind a read of this much: TLS gives a record at a time. */
const BULK_MIN = 8 * 1024

export interface ReadingSink {
  data(bytes: Uint8Array): void
  ended(): void
  failed(error: unknown): void
}

/**
 * What comes by one connection. It is read into slabs from front to back, so that what was handed out is never
 * written again; large pieces that come in one turn of the event loop are handed out together.
 */
export class Reading implements Held {
  readonly #conn: Deno.Conn
  readonly #sink: ReadingSink
  #slab = new Uint8Array(SLAB_SMALL)
  /** What was read and not yet handed out: from here to there. */
  #from = 0
  #to = 0
  #underWay = false
  #held = false
  #paused = false
  #over = false

  constructor(conn: Deno.Conn, sink: ReadingSink) {
    this.#conn = conn
    this.#sink = sink
  }

  start(): void {
    this.#read()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#read()
  }

  /** Nobody wants the rest. */
  stop(): void {
    this.#over = true
  }

  flush(): void {
    this.#held = false
    this.#handOut()
  }

  #read(): void {
    if (this.#underWay || this.#paused || this.#over) return
    this.#underWay = true
    const room = this.#to === 0 ? this.#slab : this.#slab.subarray(this.#to)
    this.#conn.read(room).then(this.#received, this.#failed)
  }

  readonly #received = (count: number | null): void => {
    this.#underWay = false
    if (count === null) {
      this.#end()?.ended()
      return
    }
    this.#to += count
    const spent = this.#slab.length - this.#to < ROOM_MIN
    const bulk = count >= BULK_MIN
    // Behind a large piece a small one is what was left of it.
    if (spent || !(bulk || this.#held)) this.#handOut(spent && (bulk ? SLAB_LARGE : SLAB_SMALL))
    else if (!this.#held) {
      this.#held = true
      atTurnsEnd(this)
    }
    this.#read()
  }

  readonly #failed = (error: unknown): void => {
    this.#end()?.failed(error)
  }

  #end(): ReadingSink | undefined {
    this.#handOut()
    if (this.#over) return undefined
    this.#over = true
    return this.#sink
  }

  /** `renew`: the slab is spent, and what is read next needs one of this size. */
  #handOut(renew: number | false = false): void {
    if (this.#over || this.#from === this.#to) return
    const bytes = this.#slab.subarray(this.#from, this.#to)
    this.#from = this.#to
    if (renew !== false) {
      this.#slab = new Uint8Array(renew)
      this.#from = 0
      this.#to = 0
    }
    this.#sink.data(bytes)
  }
}
