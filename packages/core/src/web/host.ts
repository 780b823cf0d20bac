import { parseIp } from './ip.ts'

/** `name` in lower case and without brackets; `port` undefined where none was written. */
export type Host = { readonly name: string; readonly port: number | undefined }

const COLON = 0x3a

/**
 * Reads `host[:port]` as it stands in a Host field or an authority; undefined where it is not well formed. Narrower
 * than RFC 3986: names are letters, digits, `-`, `.` and `_`, since nothing else is a host that can be reached, and
 * an odd one must not steer anything.
 */
export function parseHost(text: string): Host | undefined {
  if (text.charCodeAt(0) === 0x5b) return parseBracketed(text)
  let end = 0
  while (end < text.length && isNameChar(text.charCodeAt(end))) end++
  if (end === 0) return undefined
  return withPort(text.slice(0, end).toLowerCase(), text, end)
}

/**
 * Is it this machine by name, without any lookup? IPv4 only in its canonical spelling: browsers write no other, and
 * `127.1` in a Host field is somebody's trick.
 */
export function isLoopbackHost(host: Host): boolean {
  const { name } = host
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  if (name === 'localhost.' || name.endsWith('.localhost.')) return true
  if (name !== '::1' && !name.startsWith('127.') && !name.includes(':')) return false
  const ip = parseIp(name)
  if (ip === undefined) return false
  return ip.version === 4
    ? (ip.groups[0] as number) >> 8 === 127
    : ip.groups.every((group, i) => group === (i === 7 ? 1 : 0))
}

function parseBracketed(text: string): Host | undefined {
  const close = text.indexOf(']')
  const name = text.slice(1, close).toLowerCase()
  if (close < 0 || !name.includes(':') || name.includes('%') || parseIp(name) === undefined) return undefined
  return withPort(name, text, close + 1)
}

/** RFC 3986 3.2.3 lets the digits after the colon be missing. */
function withPort(name: string, text: string, end: number): Host | undefined {
  if (end === text.length) return { name, port: undefined }
  if (text.charCodeAt(end) !== COLON || text.length - end > 6) return undefined
  let port = 0
  for (let i = end + 1; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return undefined
    port = port * 10 + digit
  }
  if (port > 65535) return undefined
  return { name, port: end + 1 === text.length ? undefined : port }
}

function isNameChar(code: number): boolean {
  if (code >= 0x61 && code <= 0x7a) return true
  if (code >= 0x30 && code <= 0x39) return true
  return code === 0x2e || code === 0x2d || code === 0x5f || (code >= 0x41 && code <= 0x5a)
}
