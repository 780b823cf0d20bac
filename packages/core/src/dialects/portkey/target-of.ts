import { GatewayError } from '../../errors.ts'
import { carriersOf } from '../../providers/carriers.ts'
import type { Provider } from '../../providers/provider.ts'
import type { QueryPair, Target } from '../../send/target.ts'
import type { Ask } from './ask.ts'
import { type AskedCredential, askedCredential } from './asked-credential.ts'
import { type AskedPlace, askedPlace } from './asked-place.ts'
import { azurePath, azureVersion } from './azure-place.ts'
import { headerOf } from './control-names.ts'
import { behindVersion } from './custom-host.ts'
import type { Found } from './find-provider.ts'
import { nativePath } from './native-path.ts'
import type { PortkeyOptions } from './options.ts'
import { PASSTHROUGH } from './provider-names.ts'
import { badControl, hostWithHeldKey } from './refusals.ts'

export interface AskedTarget {
  readonly target: Target
  /** What stands below the target's base for the path that the client asked for. */
  rest(path: string): string
}

/** The ask as a target: the provider's own, or one at the host that was asked for. */
export function targetOf(ask: Ask, found: Found, options: PortkeyOptions): AskedTarget {
  const place = askedPlace(ask, found)
  const asked = askedCredential(ask, found)
  if (place !== undefined) return elsewhere(place, asked, found, options)
  const own = found.entry?.target
  if (own === undefined || lacksRegion(own)) throw withoutAddress(found)
  const credential = chosen(asked, found)
  const target = credential === undefined ? own : withCredential(own, credential)
  if (found.name === PASSTHROUGH) return { target: { ...target, join: { kind: 'rest' } }, rest: behindVersion }
  const known = PATHS.get(found.provider.name)
  if (known === undefined || !isBare(target)) return { target, rest: (path) => nativePath(found.provider, path) }
  const query = known.query(ask, found.provider)
  return { target: { ...target, query: [...query, ...target.query] }, rest: known.path(ask) }
}

interface Paths {
  path(ask: Ask): (path: string) => string
  query(ask: Ask, provider: Provider): readonly QueryPair[]
}

/** By the gateway's name of the provider: whose paths hang on more than the path. */
const PATHS: ReadonlyMap<string, Paths> = new Map<string, Paths>([['azure', { path: azurePath, query: azureVersion }]])

/** The address of the whole, not of a part of it. */
function isBare({ place }: Target): boolean {
  return place.kind === 'fixed' && place.base.path === ''
}

/** A credential of the config never goes where the request says. */
function elsewhere(
  place: AskedPlace,
  asked: AskedCredential | undefined,
  found: Found,
  options: PortkeyOptions,
): AskedTarget {
  const byRequest = place.said.by === 'request'
  const isHeld = found.entry?.holds === true || asked?.said.by === 'operator'
  if (byRequest && isHeld) throw hostWithHeldKey(place.said.where)
  if (byRequest && !place.regional && !options.hosts) throw noHosts()
  const own = byRequest ? undefined : found.entry?.target
  const base = own ?? blankFor(found, options, byRequest)
  const credential = chosen(asked, found)
  const target: Target = {
    ...base,
    place: { kind: byRequest ? 'asked' : 'fixed', base: place.base },
    join: { kind: 'rest' },
    query: [...base.query, ...place.query],
  }
  return { target: credential === undefined ? target : withCredential(target, credential), rest: place.rest }
}

/** Lines that the config sets may be credentials: none of them goes to a host that the request chose. */
function blankFor({ name, provider }: Found, { blank }: PortkeyOptions, byRequest: boolean): Target {
  const { request } = blank
  return {
    ...blank,
    name,
    label: name,
    provider,
    secretNames: new Set([...blank.secretNames, ...carriersOf(provider).headers]),
    request: request === undefined || !byRequest ? request : { ...request, appended: [] },
  }
}

/** As at every door: where the gateway holds a credential, what the caller brings is of no account. */
function chosen(asked: AskedCredential | undefined, { entry }: Found): AskedCredential | undefined {
  const isReplaced = asked?.said.by === 'request' && entry?.target?.credential !== undefined
  return isReplaced ? undefined : asked
}

function withCredential(target: Target, { credential, said }: AskedCredential): Target {
  const callersKey = said.by === 'request'
  const keyLabel = callersKey ? undefined : 'config'
  // What is said of one of them is no word about another of the same provider.
  const restsAs = undefined
  return { ...target, credential, callersKey, keyLabel, restsAs, drop: carriersOf(target.provider) }
}

/** Neither the config nor a path of this provider says the region. */
function lacksRegion({ place }: Target): boolean {
  if (place.kind !== 'region') return false
  return (place.fallback ?? place.rule.default) === undefined && place.rule.fromPath === undefined
}

const HOST = headerOf('custom-host')

/** Which control says where the provider is, by the gateway's name of it. */
const ADDRESSES: ReadonlyMap<string, string> = new Map([
  ['azure', headerOf('azure-resource-name')],
  ['bedrock', headerOf('aws-region')],
])

function withoutAddress({ name, provider }: Found): GatewayError {
  if (name === PASSTHROUGH)
    return badControl(HOST, `send the address to call in it, or set providers.${PASSTHROUGH}.url in the config`)
  const header = ADDRESSES.get(provider.name)
  if (header !== undefined) return badControl(header, 'it is missing, and the config sets no address for this provider')
  return badControl(HOST, 'the gateway knows no address of this provider. Send it')
}

function noHosts(): GatewayError {
  return new GatewayError('egress_refused', {
    detail: 'This gateway takes no hosts from requests (`egress.hosts_from_requests`). Name a provider of its config.',
    shape: 'openai',
  })
}
