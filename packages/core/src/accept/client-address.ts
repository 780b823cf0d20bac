import { type Cidr, inAny } from '../web/cidr.ts'
import type { Fields } from '../web/fields.ts'
import { parseHost } from '../web/host.ts'
import { formatIp, type Ip, parseIp } from '../web/ip.ts'

/**
 * Who calls: the socket's address, unless that is a proxy the operator trusts. Then the list of addresses that
 * proxies wrote is walked from the right, the end that the nearest of them wrote, up to the first address that is not
 * trusted: everything left of it is hearsay. What can't be read ends the walk at the last address that could.
 */
export function clientAddress(peer: string, fields: Fields, trusted: readonly Cidr[]): string {
  // The usual case: nobody in front of us is trusted, so nothing has to be read.
  if (trusted.length === 0) return peer.startsWith(MAPPED) && peer.includes('.') ? peer.slice(MAPPED.length) : peer
  const address = parseIp(peer)
  if (address === undefined) return peer
  if (!inAny(address, trusted)) return formatIp(address)
  const forwarded = walk(address, forwardedHops(fields), trusted)
  const xForwarded = walk(address, xForwardedHops(fields), trusted)
  if (forwarded === undefined) return formatIp(xForwarded ?? address)
  if (xForwarded === undefined) return formatIp(forwarded)
  // A proxy that writes one of the two hands the other on as the client forged it. Where they differ, believe neither.
  const told = formatIp(forwarded)
  return told === formatIp(xForwarded) ? told : formatIp(address)
}

/** Dual-stack sockets show IPv4 peers so. */
const MAPPED = '::ffff:'

function walk(peer: Ip, hops: readonly string[], trusted: readonly Cidr[]): Ip | undefined {
  if (hops.length === 0) return undefined
  let nearest = peer
  for (let i = hops.length - 1; i >= 0 && inAny(nearest, trusted); i--) {
    const next = parseNode(hops[i] as string)
    if (next === undefined) break
    nearest = next
  }
  return nearest
}

/** An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. */
function parseNode(text: string): Ip | undefined {
  const bare = parseIp(text)
  if (bare !== undefined) return bare
  const host = parseHost(text)
  return host === undefined ? undefined : parseIp(host.name)
}

function xForwardedHops(fields: Fields): readonly string[] {
  if (!fields.has('x-forwarded-for')) return []
  return fields
    .all('x-forwarded-for')
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
}

/** RFC 7239: one element per hop; the `for` of each, empty where it has none. */
function forwardedHops(fields: Fields): readonly string[] {
  if (!fields.has('forwarded')) return []
  const elements = splitOutsideQuotes(fields.all('forwarded').join(','), ',')
  return elements.map((element) => {
    const pair = splitOutsideQuotes(element, ';').find((part) => /^\s*for=/i.test(part)) ?? ''
    return unquoted(pair.slice(pair.indexOf('=') + 1).trim())
  })
}

function unquoted(value: string): string {
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
  return isQuoted ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') quoted = !quoted
    else if (char === '\\' && quoted) i++
    else if (char === separator && !quoted) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}
