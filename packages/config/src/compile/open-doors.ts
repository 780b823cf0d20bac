import {
  type BareCandidate,
  GatewayError,
  local,
  type OpenDoor,
  openDoor,
  type PassthroughDoor,
  type Route,
  type Target,
} from '@strait/core'
import { carriersOf } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { routeTo } from './routes.ts'
import { compileTarget } from './targets.ts'

type Entries = ReadonlyMap<string, ProviderEntry>

/** Doors of other gateways, with a route to every provider that they may lead to; none where theirs is not there. */
export function openDoors(doors: readonly PassthroughDoor[], entries: Entries, config: Config): OpenDoor[] {
  return doors.flatMap((door) => {
    const fit = [...entries.values()].filter(({ provider }) => door.types.includes(provider.name))
    return (
      openDoor(
        door,
        fit.map((entry) => candidateOf(door, entry, config)),
      ) ?? []
    )
  })
}

function candidateOf(door: PassthroughDoor, entry: ProviderEntry, config: Config): BareCandidate {
  const { name, provider } = entry
  const { join, heldOnly, below } = door
  const target = compileTarget({ name, entry, config, join, heldOnly, below })
  const route = routeTo(name, entry, target, 'dialects', config)
  const send = heldOnly && target !== undefined && !holdsKey(target) ? keyless(door, entry) : route.send
  return { name, provider, route: { ...route, send }, configured: Object.hasOwn(config.providers, name) }
}

/** A credential of its own, or a header or parameter of the config in the place of one. */
function holdsKey({ credential, provider, request, query }: Target): boolean {
  if (credential !== undefined) return true
  const carriers = carriersOf(provider)
  const set = request?.appended.filter((_, i) => i % 2 === 0) ?? []
  return (
    set.some((name) => carriers.headers.has(name.toLowerCase())) ||
    query.some(({ name }) => carriers.query.includes(name))
  )
}

function keyless({ path }: PassthroughDoor, { name }: ProviderEntry): Route['send'] {
  const detail =
    `${path} takes no key from callers, and the provider ${name} has none. ` +
    `Write it in strait.yaml: providers: { ${name}: { url: "...", key: "..." } }. At /${name}/... the caller's own key goes through.`
  return local(() => {
    throw new GatewayError('provider_unconfigured', { detail })
  })
}
