import type { Fields } from './fields.ts'

/**
 * Of one connection (RFC 9110 7.6.1, RFC 7540 3.2.1) or between a proxy and its neighbour (11.7), named by Connection or
 * not.
 */
export const hopByHop: readonly string[] = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]

/**
 * Naming these in Connection would change what the message means, not how the connection is run, so they stay.
 * RFC 9110 7.6.1 forbids a sender to name them; some still do.
 */
const NEVER_HOP_BY_HOP: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'content-type', 'host'])

/** The lower-cased names that the Connection lines give; undefined where they give none, which is nearly always. */
export function namedByConnection(fields: Fields): ReadonlySet<string> | undefined {
  const { names } = fields
  let named: Set<string> | undefined
  for (let i = names.indexOf('connection'); i >= 0; i = names.indexOf('connection', i + 1)) {
    const value = fields.value(i).toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    named ??= new Set()
    for (const part of value.split(',')) {
      const name = part.trim()
      if (name !== '' && !NEVER_HOP_BY_HOP.has(name)) named.add(name)
    }
  }
  return named
}
