import { accept } from './accept/accept.ts'
import { openExchange } from './accept/open.ts'
import { admit } from './admit/admit.ts'
import type { Arrival, Reply } from './exchange.ts'
import { fetchWith, type ListenerSide } from './fetch.ts'
import { identify } from './identify/identify.ts'
import type { Kit } from './kit.ts'
import { match } from './match/match.ts'
import { observe } from './observe/observe.ts'
import type { Plan } from './plan.ts'
import { refuse } from './refuse.ts'
import { relay } from './relay/relay.ts'
import type { Runtime } from './runtime.ts'
import { send } from './send/send.ts'
import { State } from './state.ts'

export interface Gateway {
  /** The whole pipeline for a server that sees the wire. Never rejects. */
  handle(arrival: Arrival): Promise<Reply>
  /** The same for whoever speaks Fetch. Loses what `Request` and `Response` can't say. */
  fetch(request: Request, peer?: string, listener?: ListenerSide): Promise<Response>
  readonly plan: Plan
  readonly state: State
}

/**
 * The whole life of a request:
 *
 *     accept → identify → match → admit → send (prepare per attempt) → relay → observe
 *
 * A gateway is immutable: a reload makes a new one with the same `state`, and exchanges under way end on the old.
 */
export function createGateway(plan: Plan, runtime: Runtime, state: State = new State(runtime.clock)): Gateway {
  const kit: Kit = { plan, runtime, state }

  async function handle(arrival: Arrival): Promise<Reply> {
    const exchange = openExchange(arrival, kit) //            one object from the first byte to the last
    const done = () => observe(exchange, kit) //              what was it? once, after the last byte
    try {
      const accepted = accept(exchange, kit) //               what arrived?
      const who = identify(accepted, kit) //                  who calls?
      const matched = match(who instanceof Promise ? await who : who, kit) //   which route?
      const may = admit(matched instanceof Promise ? await matched : matched, kit) // may it pass?
      const answer = send(may instanceof Promise ? await may : may, kit) //     who answers?
      return relay(answer instanceof Promise ? await answer : answer, kit, done) // byte for byte, taps watch
    } catch (error) {
      return refuse(exchange, error, kit, done) //            the one place where an error becomes an answer
    }
  }

  return { handle, fetch: fetchWith(handle), plan, state }
}
