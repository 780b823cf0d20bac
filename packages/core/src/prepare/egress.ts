import { errors } from '../errors.ts'
import type { Origin } from '../runtime.ts'
import { classifyAddress } from '../web/address-class.ts'
import { type Cidr, inAny, parseCidr } from '../web/cidr.ts'
import { type Ip, parseLooseIp } from '../web/ip.ts'
import { type Base, parseBase } from './path.ts'

export type EgressRefusal = {
  readonly kind: 'refused'
  readonly code: 'bad_url' | 'egress_refused' | 'host_behind_proxy'
  readonly status: 400 | 403
  readonly detail: string
}

/**
 * Decides where a request may send us. Only for addresses that a request can influence: what the operator wrote in
 * the config is trusted and never comes here.
 */
export type EgressGuard = {
  /** Before any lookup: the URL's shape, literal addresses, forbidden names. */
  readonly checkUrl: (url: string) => Base | EgressRefusal
  /** The addresses of this origin are not ours to choose: nothing is looked up, and `checkUrl` is all there is. */
  readonly resolvedElsewhere: (origin: Origin) => boolean
  /** After the lookup, on the addresses that will be dialled. One that is refused refuses all. */
  readonly checkAddresses: (host: string, addresses: readonly string[]) => { readonly kind: 'ok' } | EgressRefusal
}

/** One line of `egress.allow`: a block of addresses, a name, or all names below one (`*.suffix`). */
export type AllowEntry =
  | { readonly kind: 'block'; readonly block: Cidr }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'suffix'; readonly suffix: string }

export interface EgressOptions {
  readonly allow: readonly string[]
  /** Whether somebody else looks up the origin's name, so that the addresses that are dialled can't be checked. */
  readonly resolvedElsewhere?: ((origin: Origin) => boolean) | undefined
}

/** RFC 6874. `new URL` takes no zone; what it stands for is judged without it. */
const ZONE = /^([a-z]+:\/\/\[[0-9a-f:.]+)%[^\]]*\]/i

const OK = { kind: 'ok' } as const

/** Names that mean this machine or a cloud's metadata service, whatever a resolver says. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  'instance-data',
  'ip6-localhost',
  'ip6-loopback',
  'localhost',
  'localhost.localdomain',
  'localhost6',
  'localhost6.localdomain6',
  'metadata',
  'metadata.azure.com',
  'metadata.goog',
  'metadata.tencentyun.com',
])

/** Throws on an entry that `parseAllowEntry` refuses; the config is checked before it comes here. */
export function compileEgress(options: EgressOptions): EgressGuard {
  const { resolvedElsewhere = () => false } = options
  const blocks: Cidr[] = []
  const names = new Set<string>()
  const suffixes: string[] = []
  for (const text of options.allow) {
    const entry = parseAllowEntry(text)
    if (entry === undefined) throw new TypeError(`egress.allow: "${text}" is no address, block or host name`)
    if (entry.kind === 'block') blocks.push(entry.block)
    else if (entry.kind === 'name') names.add(entry.name)
    else suffixes.push(entry.suffix)
  }

  function allowsName(name: string): boolean {
    return names.has(name) || suffixes.some((suffix) => name.endsWith(suffix))
  }

  function allowsAddress(ip: Ip): boolean {
    return classifyAddress(ip) === 'public' || inAny(ip, blocks)
  }

  return {
    checkUrl(url) {
      const base = parseBase(url.replace(ZONE, '$1]'))
      if (base.kind === 'invalid') return refuseShape(base.reason, base.detail)
      const ip = parseLooseIp(base.host)
      if (ip !== undefined) return allowsAddress(ip) ? base : refuseAddress()
      const name = canonicalName(base.host)
      if (allowsName(name)) return base
      if (isForbiddenName(name)) return refuseName()
      return resolvedElsewhere(base) ? refuseUnseen() : base
    },
    resolvedElsewhere,
    checkAddresses(host, addresses) {
      if (parseLooseIp(host) === undefined && allowsName(canonicalName(host))) return OK
      const allowed = addresses.length > 0 && addresses.every((address) => isAllowedText(address, allowsAddress))
      return allowed ? OK : refuseAddress()
    },
  }
}

/** Undefined where the text is none of the three. */
export function parseAllowEntry(text: string): AllowEntry | undefined {
  const block = parseCidr(text)
  if (block !== undefined) return { kind: 'block', block }
  const isSuffix = text.startsWith('*.')
  const base = parseBase(`http://${isSuffix ? text.slice(2) : text}`)
  // Whatever else a URL may hold (a port, a path, a query) is no host name, and neither is an oddly spelt address.
  if (base.kind !== 'ok' || base.hostHeader !== base.host || base.written !== '/' || base.query !== '') return undefined
  if (/[:/*?]/.test(isSuffix ? text.slice(2) : text) || parseLooseIp(base.host) !== undefined) return undefined
  const name = canonicalName(base.host)
  if (name === '') return undefined
  return isSuffix ? { kind: 'suffix', suffix: `.${name}` } : { kind: 'name', name }
}

function isAllowedText(address: string, allowsAddress: (ip: Ip) => boolean): boolean {
  const ip = parseLooseIp(address)
  return ip !== undefined && allowsAddress(ip)
}

/** `localhost.` is `localhost`: the dot only says that the name is complete. */
function canonicalName(host: string): string {
  let end = host.length
  while (end > 0 && host.charCodeAt(end - 1) === 0x2e) end--
  return host.slice(0, end).toLowerCase()
}

function isForbiddenName(name: string): boolean {
  if (name === '' || FORBIDDEN_NAMES.has(name) || name.endsWith('.localhost')) return true
  // metadata.google.internal, metadata.azure.internal, instance-data.ec2.internal and zones in between.
  return name.endsWith('.internal') && /(^|\.)(metadata|instance-data)\./.test(name)
}

function refuseShape(reason: string, detail: string): EgressRefusal {
  const isPolicy = reason === 'scheme' || reason === 'userinfo'
  return isPolicy
    ? { kind: 'refused', code: 'egress_refused', status: 403, detail }
    : { kind: 'refused', code: 'bad_url', status: 400, detail }
}

/** Says nothing of the address: what a name resolves to inside the operator's network is not the caller's to know. */
function refuseAddress(): EgressRefusal {
  const detail = 'this host is not on the public internet; the operator can open it with egress.allow'
  return { kind: 'refused', code: 'egress_refused', status: 403, detail }
}

function refuseUnseen(): EgressRefusal {
  const [status, detail] = errors.host_behind_proxy
  return { kind: 'refused', code: 'host_behind_proxy', status, detail }
}

function refuseName(): EgressRefusal {
  const detail = 'this host name stands for the gateway itself or a metadata service; egress.allow can open it'
  return { kind: 'refused', code: 'egress_refused', status: 403, detail }
}
