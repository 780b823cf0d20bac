import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import type { Outcome } from '../outcome.ts'
import { Flight } from './flight.ts'
import { type CacheRules, type CacheStatus, setStatus } from './rules.ts'

export interface FlightAsk {
  readonly key: string
  /** The request's body, whole. */
  readonly bytes: Uint8Array
  /** ms that the answer is kept. */
  readonly maxAge: number
}

/** Calls under way, by what they ask for: who asks for the same meanwhile gets the same answer. */
export class Flights {
  readonly #send: Sender
  readonly #rules: CacheRules
  readonly #under = new Map<string, Flight>()

  constructor(send: Sender, rules: CacheRules) {
    this.#send = send
    this.#rules = rules
  }

  /** `alone` is for an answer that is not to be had together, and for who came too late or lagged before it began. */
  async take(ask: FlightAsk, exchange: Admitted, kit: Kit, alone: () => Promise<Outcome>): Promise<Outcome> {
    // Who waits less long than others must not end their call, nor wait for theirs.
    const name = `${ask.key} ${ask.maxAge} ${exchange.spoken?.patience ?? 0}`
    const known = this.#under.get(name)
    const flight = known ?? this.#begin(name, ask, exchange, kit)
    const status: CacheStatus = known === undefined ? 'miss' : 'joined'
    setStatus(status, exchange)
    const outcome = await flight.ride(exchange, known === undefined)
    return outcome === 'alone' ? alone() : outcome
  }

  #begin(name: string, ask: FlightAsk, first: Admitted, kit: Kit): Flight {
    const flight = new Flight({ send: this.#send, rules: this.#rules, ask, first, kit }, (closed) => {
      if (this.#under.get(name) === closed) this.#under.delete(name)
    })
    // One that is refused before anything is sent is over by now.
    if (flight.open) this.#under.set(name, flight)
    return flight
  }
}
