import { GatewayError } from '../errors.ts'
import type { Kit } from '../kit.ts'
import type { Draft } from './draft.ts'

/**
 * Looks the name up once, judges every address, and has the connection go to these and nowhere else: a name
 * that resolves differently a moment later (DNS rebinding) gains nothing. Where it can't be pinned, the check of the
 * name has let through only addresses and what the operator allows by name.
 */
export async function pinAddresses(draft: Draft, { plan, runtime }: Kit): Promise<void> {
  const { origin } = draft
  const named = plan.egress.checkUrl(origin.origin)
  if (named.kind === 'refused') throw new GatewayError(named.code, named)
  if (plan.egress.resolvedElsewhere(origin)) return
  let addresses: readonly string[]
  try {
    addresses = await runtime.resolve(origin.host)
  } catch (cause) {
    throw new GatewayError('upstream_unresolved', { cause })
  }
  const checked = plan.egress.checkAddresses(origin.host, addresses)
  if (checked.kind === 'refused') throw new GatewayError(checked.code, checked)
  draft.addresses = addresses
}
