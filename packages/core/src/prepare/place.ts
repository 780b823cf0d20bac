import { GatewayError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import { regionUrl } from '../providers/region.ts'
import type { Place, Target } from '../send/target.ts'
import { type Base, parseBase } from './path.ts'

export interface Located {
  readonly base: Base
  /** The request had a say in the host: its addresses are checked and pinned before anything is sent. */
  readonly guarded: boolean
}

/** Where this request goes. A request may choose among a provider's regions, never its host. */
export function placeOf(target: Target, path: string): Located {
  const { place } = target
  switch (place.kind) {
    case 'fixed':
      return { base: place.base, guarded: false }
    case 'asked':
      return { base: place.base, guarded: true }
    case 'region':
      return regional(place, target.provider, path)
    default:
      return place satisfies never
  }
}

const NO_REGION = 'The path names no region, and the config sets no `region`.'

/** Regions are few and names repeat; the bound keeps a client from filling the memory with inventions. */
const KNOWN_MAX = 256
const known = new Map<string, Base>()

/** A region that the operator wrote is trusted like any address of the config; one from the path is looked at. */
function regional(place: Place & { kind: 'region' }, provider: Provider, path: string): Located {
  const asked = place.rule.fromPath?.(path)
  const region = asked ?? place.fallback ?? place.rule.default
  if (region === undefined) {
    throw new GatewayError('bad_region', { detail: provider.setup ?? NO_REGION })
  }
  if (place.regions !== undefined && !place.regions.has(region)) throw new GatewayError('bad_region')
  return { base: regionalBase(place, region), guarded: asked !== undefined }
}

function regionalBase(place: Place & { kind: 'region' }, region: string): Base {
  const made = regionUrl(place.rule, region)
  if (made.kind === 'refused') throw new GatewayError('bad_region')
  const cached = known.get(made.url)
  if (cached !== undefined) return cached
  const base = parseBase(made.url)
  if (base.kind === 'invalid') throw new GatewayError('bad_region')
  if (known.size < KNOWN_MAX) known.set(made.url, base)
  return base
}
