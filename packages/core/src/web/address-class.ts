import { type Cidr, inCidr, parseCidr } from './cidr.ts'
import type { Ip } from './ip.ts'

export type AddressClass =
  | 'broadcast'
  | 'cgnat'
  | 'documentation'
  | 'link-local'
  | 'loopback'
  | 'metadata'
  | 'multicast'
  | 'private'
  | 'public'
  | 'reserved'
  | 'unique-local'
  | 'unspecified'

/** The first block that holds the address decides. Blocks: IANA's special-purpose registries (RFC 6890). */
const BLOCKS: readonly (readonly [Cidr, AddressClass])[] = [
  // Metadata services: AWS, Google, Azure and most others; AWS containers and EKS; Alibaba; Azure's wire server; Oracle.
  block('169.254.169.254', 'metadata'),
  block('169.254.170.2', 'metadata'),
  block('169.254.170.23', 'metadata'),
  block('100.100.100.200', 'metadata'),
  block('168.63.129.16', 'metadata'),
  block('192.0.0.192', 'metadata'),
  block('fd00:ec2::254', 'metadata'),
  block('fd00:ec2::23', 'metadata'),
  block('fd20:ce::254', 'metadata'),

  block('0.0.0.0/8', 'unspecified'),
  block('10.0.0.0/8', 'private'),
  block('100.64.0.0/10', 'cgnat'),
  block('127.0.0.0/8', 'loopback'),
  block('169.254.0.0/16', 'link-local'),
  block('172.16.0.0/12', 'private'),
  block('192.0.0.0/24', 'reserved'),
  block('192.0.2.0/24', 'documentation'),
  block('192.88.99.0/24', 'reserved'),
  block('192.168.0.0/16', 'private'),
  block('198.18.0.0/15', 'reserved'),
  block('198.51.100.0/24', 'documentation'),
  block('203.0.113.0/24', 'documentation'),
  block('224.0.0.0/4', 'multicast'),
  block('255.255.255.255', 'broadcast'),
  block('240.0.0.0/4', 'reserved'),

  block('::', 'unspecified'),
  block('::1', 'loopback'),
  block('64:ff9b:1::/48', 'private'),
  block('100::/64', 'reserved'),
  block('2001:2::/48', 'reserved'),
  block('2001:10::/28', 'reserved'),
  block('2001:20::/28', 'reserved'),
  block('2001:db8::/32', 'documentation'),
  block('3fff::/20', 'documentation'),
  block('fc00::/7', 'unique-local'),
  block('fe80::/10', 'link-local'),
  block('fec0::/10', 'private'),
  block('ff00::/8', 'multicast'),
]

/** IPv6 blocks whose addresses stand for IPv4 ones, and where those sit in them. */
const EMBEDDINGS: readonly (readonly [Cidr, (groups: readonly number[]) => readonly Ip[]])[] = [
  [cidr('::/96'), lastTwo], // IPv4-compatible, RFC 4291 2.5.5.1
  [cidr('::ffff:0:0:0/96'), lastTwo], // IPv4-translated, RFC 2765
  [cidr('64:ff9b::/96'), lastTwo], // NAT64, RFC 6052
  [cidr('2002::/16'), (groups) => [embedded(groups[1], groups[2])]], // 6to4, RFC 3056
  // Teredo, RFC 4380: the relay's server in clear, the client behind it inverted.
  [cidr('2001::/32'), (groups) => [embedded(groups[2], groups[3]), embedded(~groups[6]!, ~groups[7]!)]],
]

/** All that IANA has given out for global unicast. */
const GLOBAL_UNICAST = cidr('2000::/3')

/** What kind of place an address is; an IPv6 address that stands for an IPv4 one counts as that one. */
export function classifyAddress(ip: Ip): AddressClass {
  for (const [at, addressClass] of BLOCKS) if (inCidr(ip, at)) return addressClass
  if (ip.version === 4) return 'public'
  const inner = embeddedIn(ip)
  for (const address of inner) {
    const innerClass = classifyAddress(address)
    if (innerClass !== 'public') return innerClass
  }
  return inner.length > 0 || inCidr(ip, GLOBAL_UNICAST) ? 'public' : 'reserved'
}

function embeddedIn(ip: Ip): readonly Ip[] {
  for (const [at, extract] of EMBEDDINGS) if (inCidr(ip, at)) return extract(ip.groups)
  // ISATAP, RFC 5214: any prefix, then the interface id 0000:5efe or 0200:5efe and the IPv4 address.
  const isIsatap = ip.groups[5] === 0x5efe && ((ip.groups[4] as number) & 0xfdff) === 0
  return isIsatap ? lastTwo(ip.groups) : []
}

function lastTwo(groups: readonly number[]): readonly Ip[] {
  return [embedded(groups[6], groups[7])]
}

function embedded(high = 0, low = 0): Ip {
  return { version: 4, groups: [high & 0xffff, low & 0xffff] }
}

function block(text: string, addressClass: AddressClass): readonly [Cidr, AddressClass] {
  return [cidr(text), addressClass]
}

function cidr(text: string): Cidr {
  const parsed = parseCidr(text)
  if (parsed === undefined) throw new TypeError(`not a block of addresses: ${text}`)
  return parsed
}
