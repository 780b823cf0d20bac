import type { Route } from '../plan.ts'
import type { Provider } from '../providers/provider.ts'

/** A provider of the plan that a bare path may lead to. */
export interface BareCandidate {
  /** Its door. */
  readonly name: string
  readonly provider: Provider
  readonly route: Route
  /** The config names it; otherwise it is there because it is built in. */
  readonly configured: boolean
}

/** All candidates of one type. */
export interface House {
  readonly provider: Provider
  /** Who is meant when the type is: more than one where nobody can say. */
  readonly heirs: readonly BareCandidate[]
  /** Who bears the type's own name: a key of that type's is meant for it, whatever else is configured. */
  readonly namesake: BareCandidate | undefined
  readonly configured: boolean
}

/**
 * Of several of one type the one that bears the type's name is meant; where the config names others alone, they are,
 * and the built-in that nobody wrote down stands back.
 */
export function bareHouses(candidates: readonly BareCandidate[]): ReadonlyMap<Provider, House> {
  const byType = new Map<Provider, BareCandidate[]>()
  for (const candidate of candidates) {
    const house = byType.get(candidate.provider)
    if (house === undefined) byType.set(candidate.provider, [candidate])
    else house.push(candidate)
  }
  return new Map([...byType].map(([provider, all]) => [provider, houseOf(provider, all)]))
}

function houseOf(provider: Provider, all: readonly BareCandidate[]): House {
  const namesake = all.find(({ name }) => name === provider.name)
  const written = all.filter(({ configured }) => configured)
  const heirs = namesake !== undefined && (namesake.configured || written.length === 0) ? [namesake] : written
  return { provider, heirs, namesake, configured: written.length > 0 }
}
