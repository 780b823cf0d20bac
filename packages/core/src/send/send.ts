import { GatewayError, goneError } from '../errors.ts'
import type { Admitted, Answered } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { after } from '../web/after.ts'
import type { Outcome } from './outcome.ts'

/** Who answers? The route's sender knows; here its outcome becomes an answer or a refusal. */
export function send(exchange: Admitted, kit: Kit): Answered | Promise<Answered> {
  exchange.stage = 'send'
  // Whoever left while the stages before were waiting gets no upstream call.
  if (exchange.cancel.pulled) throw goneError(exchange.cancel.reason)
  return after(exchange.match.route.send(exchange, kit), (outcome) => answered(exchange, outcome))
}

function answered(exchange: Admitted, outcome: Outcome): Answered {
  switch (outcome.kind) {
    case 'answer':
      exchange.answer = outcome.answer
      return exchange as Answered
    case 'failed':
      throw new GatewayError(outcome.code, outcome)
    default:
      return outcome satisfies never
  }
}
