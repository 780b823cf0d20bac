import { GatewayError } from '../errors.ts'
import type { AdmitRule, Sender } from '../plan.ts'

/** Who may call a place is asked once it is known which one it is. */
export function ruled(rules: readonly AdmitRule[], send: Sender): Sender {
  if (rules.length === 0) return send
  return async (exchange, kit) => {
    for (const rule of rules) {
      const verdict = await rule.check(exchange, kit)
      if (verdict.kind === 'refuse') throw new GatewayError(verdict.code, verdict)
    }
    return send(exchange, kit)
  }
}
