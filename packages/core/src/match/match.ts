import { GatewayError } from '../errors.ts'
import type { Identified, Match, Matched } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Matcher, Plan } from '../plan.ts'
import { queryModel } from '../providers/query-model.ts'

/** Which route? The doors in the order of the plan; the first that knows the path decides. */
export function match(exchange: Identified, { plan }: Kit): Matched | Promise<Matched> {
  return matchFrom(0, exchange, plan)
}

function matchFrom(first: number, exchange: Identified, plan: Plan): Matched | Promise<Matched> {
  const { doors } = exchange.arrival
  for (let i = first; i < plan.matchers.length; i++) {
    const matcher = plan.matchers[i] as Matcher
    if (doors !== undefined && matcher.door !== 'always' && !doors.has(matcher.door)) continue
    const found = matcher.match(exchange)
    if (found === undefined) continue
    return found instanceof Promise ? matchLate(found, i + 1, exchange, plan) : matched(exchange, found)
  }
  return nowhere(exchange, plan)
}

async function matchLate(
  found: Promise<Match | undefined>,
  next: number,
  exchange: Identified,
  plan: Plan,
): Promise<Matched> {
  const late = await found
  return late === undefined ? matchFrom(next, exchange, plan) : matched(exchange, late)
}

function nowhere(exchange: Identified, plan: Plan): never {
  // Without a valid key nobody learns which paths exist.
  if (exchange.caller.kind === 'unknown') throw new GatewayError(exchange.caller.code)
  const nearest = plan.nearest(exchange.path)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  throw new GatewayError('no_route', { detail: `No route matches this path.${hint} GET / lists the doors.` })
}

function withModelOf(found: Match, model: string): Match {
  return found.detected === undefined ? found : { ...found, detected: { ...found.detected, model } }
}

function matched(exchange: Identified, found: Match): Matched {
  exchange.stage = 'match'
  const named = found.detected?.model === undefined ? queryModel(exchange) : undefined
  exchange.match = named === undefined ? found : withModelOf(found, named)
  return exchange as Matched
}
