import { GatewayError } from '../errors.ts'
import type { Identified, Matched } from '../exchange.ts'
import type { Kit } from '../kit.ts'

/** Which route? The doors in the order of the plan; the first that knows the path decides. */
export function match(exchange: Identified, { plan }: Kit): Matched {
  const { doors } = exchange.arrival
  for (const matcher of plan.matchers) {
    if (doors !== undefined && matcher.door !== 'always' && !doors.has(matcher.door)) continue
    const found = matcher.match(exchange)
    if (found === undefined) continue
    exchange.stage = 'match'
    exchange.match = found
    return exchange as Matched
  }
  // Without a valid key nobody learns which paths exist.
  if (exchange.caller.kind === 'unknown') throw new GatewayError(exchange.caller.code)
  const nearest = plan.nearest(exchange.path)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  throw new GatewayError('no_route', { detail: `No route matches this path.${hint} GET / lists the doors.` })
}
