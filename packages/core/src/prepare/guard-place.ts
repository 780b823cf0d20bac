import { GatewayError } from '../errors.ts'
import type { Kit } from '../kit.ts'
import type { Place } from '../send/target.ts'
import { pinAddresses } from './pin-addresses.ts'

/** A host that the request brought along is looked at before anything is sent anywhere. Throws where it may not be called. */
export function guardPlace(place: Place | undefined, kit: Kit): undefined | Promise<void> {
  return place?.kind === 'asked' ? guard(place, kit) : undefined
}

async function guard({ base: origin }: Place & { kind: 'asked' }, kit: Kit): Promise<void> {
  try {
    await pinAddresses({ origin, addresses: undefined }, kit)
  } catch (error) {
    // One that can't be found is no danger: it fails when its turn comes.
    if (!(error instanceof GatewayError) || error.code !== 'upstream_unresolved') throw error
  }
}
