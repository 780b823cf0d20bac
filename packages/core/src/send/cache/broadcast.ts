import { GatewayError } from '../../errors.ts'
import { copyOf } from '../../web/bytes.ts'
import type { Flow, Sink } from '../../web/flow.ts'

export interface Hearing {
  /** The source is at its end: whole, with all pieces where they were not too many, or broken. */
  ended(pieces: readonly Uint8Array[] | undefined): void
  /** More came than is held, so that nobody can begin to listen now. */
  closed(): void
}

type End = (sink: Sink) => void

/**
 * One body for several readers, each at its own pace. All of it is held as long as it is no more than `most`; so far
 * nobody is in anybody's way. Beyond that the fastest reader sets the pace, and who is further behind it than `most` is
 * cut: it can't be given what is gone, and must not hold up the others.
 */
export class Broadcast {
  readonly #source: Flow
  readonly #most: number
  readonly #hearing: Hearing
  readonly #readers = new Set<Reader>()
  #pieces: Uint8Array[] = []
  /** How many pieces were let go before the first of `#pieces`. */
  #gone = 0
  #size = 0
  #end: End | undefined
  #begun = false
  #held = false

  constructor(source: Flow, most: number, hearing: Hearing) {
    this.#source = source
    this.#most = most
    this.#hearing = hearing
  }

  reader(): Reader {
    const reader = new Reader(this)
    this.#readers.add(reader)
    return reader
  }

  cancel(reason: unknown): void {
    if (this.#end === undefined) this.#source.cancel(reason)
  }

  begin(): void {
    if (this.#begun) return
    this.#begun = true
    this.#source.read({
      data: (piece) => this.#take(copyOf(piece)),
      end: (trailers) => {
        this.#hearing.ended(this.#gone === 0 && this.#size <= this.#most ? this.#pieces : undefined)
        this.#finish((sink) => sink.end(trailers))
      },
      fail: (error) => {
        this.#hearing.ended(undefined)
        this.#finish((sink) => sink.fail(error))
      },
    })
  }

  /** The piece of that number; the end, where there is no more to come; undefined where it is still to come. */
  at(index: number): Uint8Array | End | undefined {
    return this.#pieces[index - this.#gone] ?? this.#end
  }

  left(reader: Reader): void {
    this.#readers.delete(reader)
    this.balance()
  }

  /** The source flows as long as anybody takes what comes. */
  balance(): void {
    if (this.#end !== undefined || !this.#begun) return
    let wanted = this.#readers.size === 0
    for (const reader of this.#readers) wanted ||= reader.wants
    if (wanted === !this.#held) return
    this.#held = !wanted
    if (wanted) this.#source.resume()
    else this.#source.pause()
  }

  #take(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#size += piece.length
    for (const reader of [...this.#readers]) reader.push()
    if (this.#size > this.#most) this.#shorten()
  }

  #finish(end: End): void {
    this.#end = end
    for (const reader of [...this.#readers]) reader.push()
  }

  /** Lets go of what all have had, and of those who are too far behind the first of them. */
  #shorten(): void {
    if (this.#gone === 0) this.#hearing.closed()
    while (this.#size > this.#most) {
      let first = 0
      for (const { next } of this.#readers) first = Math.max(first, next)
      // Nobody has had it: the source is being held back, and what was under way stays until it is read.
      if (first <= this.#gone) return
      for (const reader of [...this.#readers]) if (reader.next <= this.#gone) reader.cut()
      this.#size -= (this.#pieces.shift() as Uint8Array).length
      this.#gone++
    }
  }
}

/** What one of them hears. */
export class Reader implements Flow {
  /** The number of the piece that it gets next. */
  next = 0
  readonly #all: Broadcast
  #sink: Sink | undefined
  #held = false
  #busy = false
  #cut: GatewayError | undefined

  constructor(all: Broadcast) {
    this.#all = all
  }

  get wants(): boolean {
    return this.#sink !== undefined && !this.#held
  }

  /** It was left behind; where it had not begun to read, nothing is lost yet. */
  get isCut(): boolean {
    return this.#cut !== undefined
  }

  read(sink: Sink): void {
    if (this.#cut === undefined) {
      this.#sink = sink
      this.#all.begin()
      this.push()
    } else {
      sink.fail(this.#cut)
    }
  }

  pause(): void {
    this.#held = true
    this.#all.balance()
  }

  resume(): void {
    this.#held = false
    this.push()
    this.#all.balance()
  }

  cancel(): void {
    this.#sink = undefined
    this.#all.left(this)
  }

  /** Hands on what is there. A sink that pauses and resumes while it is given a piece gets the next one after it. */
  push(): void {
    if (this.#busy) return
    this.#busy = true
    while (this.wants) {
      const piece = this.#all.at(this.next)
      if (piece === undefined) break
      if (piece instanceof Uint8Array) {
        this.next++
        this.#give((sink) => sink.data(piece))
      } else {
        this.#close(piece)
      }
    }
    this.#busy = false
  }

  cut(): void {
    const cause = new Error('others who were given the same answer read far ahead')
    const error = new GatewayError('client_stalled', { cause })
    this.#cut = error
    this.#close((sink) => sink.fail(error))
  }

  #close(end: End): void {
    const sink = this.#sink
    this.cancel()
    if (sink !== undefined) attempt(() => end(sink))
  }

  /** One reader's trouble is not that of the others. */
  #give(call: (sink: Sink) => void): void {
    const sink = this.#sink
    if (sink !== undefined && !attempt(() => call(sink))) this.cancel()
  }
}

function attempt(call: () => void): boolean {
  try {
    call()
    return true
  } catch {
    return false
  }
}
