import { GatewayError } from '../errors.ts'
import type { Admitted, Matched } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { AdmitRule, Verdict } from '../plan.ts'

/** May it pass? The caller's standing first, then the plan's rules, then the route's; the first refusal ends it. */
export function admit(exchange: Matched, kit: Kit): Admitted | Promise<Admitted> {
  const { route } = exchange.match
  if (exchange.caller.kind === 'unknown' && !route.open) throw new GatewayError(exchange.caller.code)
  if (route.methods !== undefined && !route.methods.has(exchange.arrival.method)) {
    throw new GatewayError('method_not_allowed', { headers: ['allow', [...route.methods].join(', ')] })
  }
  if (route.door !== 'own') checkRoom(kit)
  exchange.stage = 'admit'
  if (kit.plan.rules.length === 0 && route.rules.length === 0) return exchange
  return checkAll([...kit.plan.rules, ...route.rules], exchange, kit)
}

/** Not for pages of our own: an instance that is full or leaving still has to say how it is. */
function checkRoom({ plan, state }: Kit): void {
  if (state.draining) throw new GatewayError('draining', { retryAfter: 1 })
  if (state.inFlight > plan.bounds.concurrency) throw new GatewayError('overloaded', { retryAfter: 1 })
}

async function checkAll(rules: readonly AdmitRule[], exchange: Matched, kit: Kit): Promise<Admitted> {
  for (const rule of rules) obey(rule, await rule.check(exchange, kit))
  return exchange
}

function obey(rule: AdmitRule, verdict: Verdict): void {
  switch (verdict.kind) {
    case 'allow':
      return
    case 'refuse':
      throw new GatewayError(verdict.code, { ...verdict, cause: new Error(`refused by ${rule.name}`) })
    default:
      verdict satisfies never
  }
}
