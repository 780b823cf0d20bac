import type { Kit } from '../kit.ts'
import { BoundedMap } from '../web/bounded-map.ts'
import { parseLooseIp } from '../web/ip.ts'

/** How long an answer of the resolver is believed, ms: long enough for a burst of calls, short enough for a failover. */
const FRESH_MS = 5_000
/** Names come with requests; the bound keeps a client from filling the memory with inventions. */
const KNOWN_MAX = 1_000

interface Known {
  readonly addresses: readonly string[]
  readonly at: number
}

interface Lookups {
  readonly known: BoundedMap<string, Known>
  readonly underWay: Map<string, Promise<readonly string[]>>
}

/**
 * The addresses of a host that a request chose, asked for once by all who want it at the time. Only what was found is
 * kept, not what was thought of it. An address stands for itself.
 */
export function lookUp(host: string, { runtime, state }: Kit): readonly string[] | Promise<readonly string[]> {
  const { known, underWay } = state.part<Lookups>('lookups', () => ({
    known: new BoundedMap(KNOWN_MAX),
    underWay: new Map(),
  }))
  const found = known.get(host)
  if (found !== undefined && runtime.clock() - found.at < FRESH_MS) return found.addresses
  if (parseLooseIp(host) !== undefined) return keep([host])
  const waiting = underWay.get(host)
  if (waiting !== undefined) return waiting
  const lookup = runtime
    .resolve(host)
    .then(keep)
    .finally(() => underWay.delete(host))
  underWay.set(host, lookup)
  return lookup

  /** The same list for as long as it is fresh: connections are shared under it. */
  function keep(addresses: readonly string[]): readonly string[] {
    known.set(host, { addresses, at: runtime.clock() })
    return addresses
  }
}
