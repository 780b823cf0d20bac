import { type AnsweredBy, BY_NOTE } from '../../cache-note.ts'
import type { Admitted, Answer } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { unlessGone } from '../../prepare/tokens/unless-gone.ts'
import { copyOf } from '../../web/bytes.ts'
import { Cancel } from '../../web/cancel.ts'
import { later } from '../../web/later.ts'
import type { Outcome } from '../outcome.ts'
import { Broadcast, type Reader } from './broadcast.ts'
import { joinedOf } from './fill.ts'
import { closeFlight, flightExchange } from './flight-exchange.ts'
import type { FlightAsk } from './flights.ts'
import { type Keepable, keep, keepable } from './keep.ts'
import type { CacheRules } from './rules.ts'

interface FlightOptions {
  readonly send: Sender
  readonly rules: CacheRules
  readonly ask: FlightAsk
  /** Who asked first: the call is made as it asked. */
  readonly first: Admitted
  readonly kit: Kit
}

/** What came of the call. */
type Landing =
  | { readonly kind: 'shared'; readonly answer: Answer; readonly outcome: Outcome; readonly by: AnsweredBy | undefined }
  /** An answer for the first alone: a failure, or one that is not to be kept. */
  | { readonly kind: 'alone'; readonly outcome: Outcome }
  | { readonly kind: 'threw'; readonly error: unknown }

interface Seat {
  reader: Reader | undefined
}

/** One call for all who ask the same. It goes on as long as one of them is there, whoever that is. */
export class Flight {
  readonly #options: FlightOptions
  readonly #cancel = new Cancel()
  readonly #own: Admitted
  readonly #seats = new Set<Seat>()
  readonly #landed: Promise<Landing>
  readonly #close: () => void
  #broadcast: Broadcast | undefined
  #open = true

  /** `close`: nobody can join any more. */
  constructor(options: FlightOptions, close: (flight: Flight) => void) {
    this.#options = options
    this.#close = () => {
      this.#open = false
      close(this)
    }
    this.#own = flightExchange(options.first, this.#cancel, options.ask.bytes)
    this.#landed = this.#fly()
  }

  get open(): boolean {
    return this.#open
  }

  async ride(exchange: Admitted, isFirst: boolean): Promise<Outcome | 'alone'> {
    const seat: Seat = { reader: this.#broadcast?.reader() }
    this.#seats.add(seat)
    const leave = () => this.#leave(seat)
    exchange.undo.push(leave, exchange.cancel.listen(leave))
    const landing = await unlessGone(this.#landed, exchange.cancel)
    if (landing.kind === 'shared' && seat.reader?.isCut !== true) return shared(landing, seat, isFirst, exchange)
    if (isFirst && landing.kind === 'threw') throw landing.error
    if (isFirst && landing.kind === 'alone') return landing.outcome
    leave()
    return 'alone'
  }

  async #fly(): Promise<Landing> {
    const { send, kit, rules } = this.#options
    let outcome: Outcome
    try {
      outcome = await send(this.#own, kit)
    } catch (error) {
      this.#close()
      return { kind: 'threw', error }
    }
    const kept = keepable(outcome, this.#own, rules)
    this.#own.body.settle()
    if (this.#cancel.pulled) return tooLate(outcome, this.#cancel.reason)
    if (outcome.kind === 'failed' || kept === undefined) {
      this.#close()
      return { kind: 'alone', outcome }
    }
    return { kind: 'shared', answer: this.#opened(outcome.answer, kept), outcome, by: kept.by }
  }

  /** The answer, with a body that several can have. */
  #opened(answer: Answer, kept: Keepable): Answer {
    const { body } = answer
    if (body === undefined || body instanceof Uint8Array) {
      const copy = body && copyOf(body)
      this.#close()
      if (copy !== undefined) later(() => this.#keep(kept, [copy]))
      return { ...answer, body: copy }
    }
    this.#broadcast = new Broadcast(body, this.#options.rules.maxEntry, {
      closed: this.#close,
      ended: (pieces) => {
        this.#close()
        if (pieces !== undefined) this.#keep(kept, pieces)
      },
    })
    // Before the first of them reads: then nobody misses a piece.
    for (const seat of this.#seats) seat.reader = this.#broadcast.reader()
    return answer
  }

  #keep(kept: Keepable, pieces: readonly Uint8Array[]): void {
    const { ask, rules, kit } = this.#options
    keep({ key: ask.key, kept, joined: joinedOf(pieces), maxAge: ask.maxAge }, rules, kit)
  }

  /** The last one takes the call with it, as a client that leaves does. */
  #leave(seat: Seat): void {
    if (!this.#seats.delete(seat)) return
    seat.reader?.cancel()
    if (this.#seats.size > 0) return
    this.#close()
    const reason = new Error('nobody waits for this answer any more')
    this.#broadcast?.cancel(reason)
    this.#cancel.pull(reason)
    closeFlight(this.#own)
  }
}

function shared(landing: Landing & { kind: 'shared' }, seat: Seat, isFirst: boolean, { notes }: Admitted): Outcome {
  const { answer, outcome, by } = landing
  const body = seat.reader ?? answer.body
  if (isFirst) return { ...outcome, kind: 'answer', answer: { ...answer, body } }
  if (by !== undefined) notes.set(BY_NOTE, by)
  return { kind: 'answer', answer: { ...answer, body, from: 'cache' } }
}

/** It came all the same, and there is nobody to read it. */
function tooLate(outcome: Outcome, reason: unknown): Landing {
  const body = outcome.kind === 'answer' ? outcome.answer.body : undefined
  if (body !== undefined && !(body instanceof Uint8Array)) body.cancel(reason)
  return { kind: 'threw', error: reason }
}
