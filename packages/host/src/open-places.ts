import type { Config } from '@strait/config'
import type { Listener } from './app.ts'
import { checkExposure, isLoopback } from './exposure.ts'
import type { Address } from './load-plan.ts'
import { StartError } from './start-error.ts'

interface Place {
  readonly listener: Listener
  /** What is in force there, whatever the config says by now. */
  address: Address
}

/**
 * The sockets that are open. A reload changes the config, and of a socket its certificates at most: so it is by these
 * that a config is judged while Strait runs, and what they can't follow is told.
 */
export class OpenPlaces {
  readonly #places: readonly Place[]

  constructor(listeners: readonly Listener[], addresses: readonly Address[]) {
    this.#places = listeners.flatMap((listener, i) => {
      const address = addresses[i]
      return address === undefined ? [] : [{ listener, address }]
    })
  }

  /**
   * Throws where the config would let in more on an open socket than it says itself. Answers with the addresses in
   * force.
   */
  judge(config: Config, wanted: readonly Address[], before: Config): readonly Address[] {
    // What the config says of an address, it says of that address as written: it opens no other, and not the same one
    // without the certificates that were to take the place of keys.
    if (before.access !== undefined && config.access === undefined) this.#holdAccess(wanted)
    const listen = this.#places.map(({ address }) => address)
    checkExposure({ config, listen }, OPEN)
    return listen
  }

  #holdAccess(wanted: readonly Address[]): void {
    const pairs = this.#pairs(wanted)
    for (const place of this.#places) {
      if (isLoopback(place.address.hostname)) continue
      const [first] = differences(place, pairs.get(place))
      if (first !== undefined) throw new StartError(withoutAccess(place.address, first), 2)
    }
  }

  /** What of `wanted` takes effect at a restart alone. */
  changes(wanted: readonly Address[]): string[] {
    const pairs = this.#pairs(wanted)
    const paired = new Set(pairs.values())
    const fresh = wanted.filter((address) => !paired.has(address))
    return [
      ...this.#places.flatMap((place) =>
        differences(place, pairs.get(place)).map((difference) => `\`listen\` ${called(place.address)}: ${difference}`),
      ),
      ...fresh.map(
        (address) => `\`listen\` ${called(address)}: it is new, which needs a restart; until then it is closed`,
      ),
    ]
  }

  /** New certificates go live on the open port where the runtime can do that. What can't is told. */
  renew(wanted: readonly Address[]): string[] {
    return [...this.#pairs(wanted)].flatMap(([place, { tls }]) => {
      const { address, listener } = place
      const old = address.tls
      if (tls === undefined || old === undefined) return []
      // Whether a client is asked for a certificate is settled when the port is opened; without an authority of its
      // own, Node would take every publicly trusted one.
      const both = old.clientCa !== undefined && tls.clientCa !== undefined
      const next = { ...tls, clientCa: both ? tls.clientCa : old.clientCa }
      if (isSame(next, old)) return []
      try {
        if (!listener.renew(next)) {
          return [`\`listen\` ${called(address)}: the certificate has changed: on this runtime that needs a restart`]
        }
      } catch (error) {
        return [`\`listen\` ${called(address)}: the new certificate can't be used, the old one stays: ${String(error)}`]
      }
      place.address = { ...address, tls: next }
      return []
    })
  }

  /** By address and name, never by place in the list: that changes when another comes or goes. */
  #pairs(wanted: readonly Address[]): Map<Place, Address> {
    const pairs = new Map<Place, Address>()
    const left = new Set(wanted)
    for (const alike of [isSame, isSameNamed, isSamePort]) {
      for (const place of this.#places) {
        if (pairs.has(place)) continue
        const found = [...left].find((address) => alike(place.address, address))
        if (found === undefined) continue
        pairs.set(place, found)
        left.delete(found)
      }
    }
    return pairs
  }
}

const OPEN = 'It is open until a restart, whatever `listen` says by now.'

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isSameNamed(one: Address, other: Address): boolean {
  return one.hostname === other.hostname && one.port === other.port && one.name === other.name
}

/** Any number of sockets may have been opened at port 0. */
function isSamePort(one: Address, other: Address): boolean {
  return one.hostname === other.hostname && one.port === other.port && one.port !== 0
}

/** Between what is open and what the config says of it, as far as a reload can't make it true. */
function differences({ address, listener }: Place, said: Address | undefined): string[] {
  if (said === undefined)
    return ['it is gone from the config, which needs a restart; until then it stays open as it was']
  const { tls } = address
  const found: string[] = []
  const needsRestart = (what: string, until: string) =>
    found.push(`${what}, which needs a restart; until then ${until}`)
  if (said.name !== address.name) needsRestart('`name` has changed', 'the old one counts')
  if (!isSame(said.doors, address.doors)) needsRestart('`doors` has changed', 'the old ones are open')
  if (tls === undefined && said.tls !== undefined) needsRestart('`tls` is new', 'plain HTTP is served')
  if (tls === undefined) return found
  if (said.tls === undefined) {
    needsRestart('`tls` is gone', 'it is served as before')
    return found
  }
  const { clientCa } = said.tls
  if (tls.clientCa === clientCa) return found
  if (tls.clientCa === undefined) needsRestart('`tls.client_ca` is new', 'no client is asked for a certificate')
  else if (clientCa === undefined) needsRestart('`tls.client_ca` is gone', 'the old authority is still asked for')
  // Asked with what is in force anyway: the runtime says whether it could.
  else if (!renews(listener, tls)) needsRestart('`tls.client_ca` has changed', 'the old authority counts')
  return found
}

function renews(listener: Listener, tls: NonNullable<Address['tls']>): boolean {
  try {
    return listener.renew(tls)
  } catch {
    return false
  }
}

function called({ hostname, port, name }: Address): string {
  return `${hostname}:${port}${name === undefined ? '' : ` (${name})`}`
}

function withoutAccess(address: Address, difference: string): string {
  return `strait: the change takes \`access\` away, and ${called(address)} can be reached from other machines and is not what the config says: ${difference}.
Keep \`access\` and restart, then take it away; or leave \`listen\` as it was, with allow_anonymous: true if everyone who can
reach it may use it.
`
}
