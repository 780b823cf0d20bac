import { type Ip, parseIp } from './ip.ts'

/** A block of addresses. A single address is a block of its full length. */
export type Cidr = { readonly ip: Ip; readonly bits: number }

/** `10.0.0.0/8`, `fd00::/8`, or one address. Canonical spellings only: this is configuration, not a guess. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const ip = parseIp(slash < 0 ? text : text.slice(0, slash))
  if (ip === undefined) return undefined
  const longest = ip.groups.length * 16
  if (slash < 0) return { ip, bits: longest }
  const length = text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return undefined
  // `::ffff:10.0.0.0/104` was written for 128 bits, but the address in it is read as IPv4.
  const bits = ip.version === 4 && text.includes(':') ? Number(length) - 96 : Number(length)
  return bits >= 0 && bits <= longest ? { ip, bits } : undefined
}

/** Whether one of the blocks holds it. */
export function inAny(ip: Ip, blocks: readonly Cidr[]): boolean {
  return blocks.some((block) => inCidr(ip, block))
}

export function inCidr(ip: Ip, cidr: Cidr): boolean {
  if (ip.version !== cidr.ip.version) return false
  let left = cidr.bits
  for (let i = 0; left > 0; i++, left -= 16) {
    const differing = (ip.groups[i] as number) ^ (cidr.ip.groups[i] as number)
    if (differing >> Math.max(0, 16 - left) !== 0) return false
  }
  return true
}
