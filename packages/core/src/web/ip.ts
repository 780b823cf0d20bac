/**
 * An address as 16-bit groups: two for IPv4, eight for IPv6. IPv4 mapped into IPv6 (`::ffff:10.0.0.1`) is IPv4 from
 * the moment it is read, because that is where a connection to it goes. A zone id is dropped: it names an interface
 * of this machine, never another destination.
 */
export type Ip = { readonly version: 4 | 6; readonly groups: readonly number[] }

/** Canonical spellings only: dotted decimal without leading zeros, or RFC 4291 text. */
export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseIpv6(text) : parseDottedQuad(text)
}

/**
 * Every spelling that a resolver or a URL parser takes for an address: decimal, octal and hex parts, `127.1`, a
 * trailing dot, brackets. Where a guard decides, missing a spelling is the hole.
 */
export function parseLooseIp(text: string): Ip | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  return bare.includes(':') ? parseIpv6(bare) : parseAton(bare)
}

/** The canonical text: RFC 5952 for IPv6, so that one client is one string. */
export function formatIp(ip: Ip): string {
  if (ip.version === 4) return ip.groups.map((group) => `${group >> 8}.${group & 0xff}`).join('.')
  const { start, length } = longestZeros(ip.groups)
  const hex = ip.groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

function ipv4(value: number): Ip {
  return { version: 4, groups: [value >>> 16, value & 0xffff] }
}

function parseDottedQuad(text: string): Ip | undefined {
  const parts = text.length <= 15 ? text.split('.') : []
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return undefined
    const byte = Number(part)
    if (byte > 255) return undefined
    value = value * 256 + byte
  }
  return ipv4(value)
}

/** inet_aton's reading, as the WHATWG URL standard wrote it down: the last part fills all bytes that are left. */
function parseAton(text: string): Ip | undefined {
  const parts = (text.endsWith('.') ? text.slice(0, -1) : text).split('.')
  if (parts.length > 4) return undefined
  let value = 0
  for (let i = 0; i < parts.length; i++) {
    const number = parseAtonPart(parts[i] as string)
    const isLast = i === parts.length - 1
    const room = isLast ? 256 ** (5 - parts.length) : 256
    if (number === undefined || number >= room) return undefined
    value = value * room + number
  }
  return ipv4(value)
}

function parseAtonPart(part: string): number | undefined {
  if (/^0x[0-9a-f]*$/i.test(part)) return part.length === 2 ? 0 : Number.parseInt(part, 16)
  if (/^0[0-7]+$/.test(part)) return Number.parseInt(part, 8)
  return /^(0|[1-9]\d*)$/.test(part) ? Number(part) : undefined
}

function parseIpv6(text: string): Ip | undefined {
  const zone = text.indexOf('%')
  if (zone === text.length - 1) return undefined
  const address = zone < 0 ? text : text.slice(0, zone)
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0] as string, halves.length === 1)
  const tail = halves.length === 2 ? readGroups(halves[1] as string, true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return unmapped([...head, ...new Array<number>(missing).fill(0), ...tail])
}

/** One side of `::`. Only the address's last part may be dotted decimal. */
function readGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16))
      continue
    }
    const quad = isEnd && i === parts.length - 1 ? parseDottedQuad(part) : undefined
    if (quad === undefined) return undefined
    groups.push(...quad.groups)
  }
  return groups
}

function unmapped(groups: readonly number[]): Ip {
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  return isMapped ? { version: 4, groups: groups.slice(6) } : { version: 6, groups }
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  for (let i = 0; i < groups.length; i++) {
    length = groups[i] === 0 ? length + 1 : 0
    if (length > best.length) best = { start: i - length + 1, length }
  }
  return best
}
