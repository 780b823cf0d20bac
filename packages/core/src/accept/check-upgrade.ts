import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'
import { splitList } from '../web/fields.ts'

/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/

/** A WebSocket handshake as RFC 6455 4.1 has it, or a refusal: one that is half stripped on its way would be a plain GET. */
export function checkUpgrade({ method, httpVersion, fields, tunnels }: Arrival): void {
  const protocols = fields.all('upgrade').flatMap(splitList)
  const wanted = protocols.length === 1 && protocols[0]?.toLowerCase() === 'websocket'
  if (!wanted || httpVersion !== '1.1' || tunnels !== true) throw new GatewayError('upgrade_unsupported')
  const connection = fields.all('connection').flatMap(splitList)
  if (method !== 'GET') throw bad('It is a GET.')
  if (!connection.some((name) => name.toLowerCase() === 'upgrade')) throw bad('`connection: upgrade` is missing.')
  if (fields.has('transfer-encoding') || (fields.get('content-length') ?? '0') !== '0') throw bad('It has no body.')
  const versions = fields.all('sec-websocket-version')
  if (versions.length !== 1) throw bad('It has one `sec-websocket-version`.')
  if (versions[0]?.trim() !== '13')
    throw new GatewayError('upgrade_version', { headers: ['sec-websocket-version', '13'] })
  const keys = fields.all('sec-websocket-key')
  if (keys.length !== 1 || !KEY.test(keys[0] as string))
    throw bad('It has one `sec-websocket-key`, of 16 bytes in base64.')
}

function bad(what: string): GatewayError {
  return new GatewayError('bad_upgrade', { detail: `The request is no WebSocket handshake (RFC 6455 4.1). ${what}` })
}
