import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'
import { parseHost } from '../web/host.ts'

/**
 * One well-formed host, and an absolute target agrees with it (RFC 9112 3.2). HTTP/1.0 clients may send none.
 * The name never steers where a request goes: it only decides whether it is answered.
 */
export function checkHost(arrival: Arrival, authority: string | undefined): void {
  const { fields } = arrival
  const host = fields.get('host')
  if (host === undefined) {
    if (arrival.httpVersion === '1.1') throw new GatewayError('bad_host')
    return
  }
  // Runtimes that join equal names give "a, b": no host parses that way.
  if (fields.repeats('host') || !isWellFormed(host)) throw new GatewayError('bad_host')
  if (authority !== undefined && authority.toLowerCase() !== host.toLowerCase()) throw new GatewayError('host_mismatch')
}

/** Nearly every request names the same host as the one before. */
let lastGood: string | undefined

function isWellFormed(host: string): boolean {
  if (host === lastGood) return true
  if (parseHost(host) === undefined) return false
  lastGood = host
  return true
}
