import { GatewayError } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { BoundedMap } from '../web/bounded-map.ts'
import type { Draft } from './draft.ts'
import type { EgressGuard } from './egress.ts'
import { lookUp } from './lookups.ts'

/** What is pinned of a request. */
export type Pinned = Pick<Draft, 'origin' | 'addresses'>

/**
 * Looks the name up once, judges every address, and has the connection go to these and nowhere else: a name
 * that resolves differently a moment later (DNS rebinding) gains nothing. Where it can't be pinned, the check of the
 * name has let through only addresses and what the operator allows by name.
 */
export function pinAddresses(draft: Pinned, kit: Kit): void | Promise<void> {
  const { origin } = draft
  const { egress } = kit.plan
  const passed = passedBy(egress)
  if (passed.get(origin.origin) === undefined) {
    const named = egress.checkUrl(origin.origin)
    if (named.kind === 'refused') throw new GatewayError(named.code, named)
    if (egress.resolvedElsewhere(origin)) return undefined
  }
  const addresses = lookUp(origin.host, kit)
  if (!(addresses instanceof Promise)) return pin(draft, addresses, egress, passed)
  return addresses.then(
    (late) => pin(draft, late, egress, passed),
    (cause) => {
      throw new GatewayError('upstream_unresolved', { cause })
    },
  )
}

function pin(draft: Pinned, addresses: readonly string[], egress: EgressGuard, passed: Passed): void {
  const { origin } = draft
  if (passed.get(origin.origin) !== addresses) {
    const checked = egress.checkAddresses(origin.host, addresses)
    if (checked.kind === 'refused') throw new GatewayError(checked.code, checked)
    passed.set(origin.origin, addresses)
  }
  draft.addresses = addresses
}

/** Origins that a guard has let through, with the very list of addresses that it judged: another list is judged anew. */
type Passed = BoundedMap<string, readonly string[]>

const PASSED_MAX = 1_000
const guards = new WeakMap<EgressGuard, Passed>()

function passedBy(egress: EgressGuard): Passed {
  let passed = guards.get(egress)
  if (passed === undefined) {
    passed = new BoundedMap(PASSED_MAX)
    guards.set(egress, passed)
  }
  return passed
}
