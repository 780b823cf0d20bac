import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import { checkUpgrade } from './check-upgrade.ts'

const KEY = ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ==']
const VERSION = ['sec-websocket-version', '13']
const SWITCH = ['connection', 'keep-alive, Upgrade', 'upgrade', 'WebSocket']
const WHOLE = [...SWITCH, ...VERSION, ...KEY]

const rows: readonly [what: string, over: Parameters<typeof arrival>[0], code: string][] = [
  ['a whole one', { headers: WHOLE }, 'ok'],
  ['an empty body that is told', { headers: [...WHOLE, 'content-length', '0'] }, 'ok'],
  [
    'another protocol',
    { headers: ['connection', 'upgrade', 'upgrade', 'h2c', ...VERSION, ...KEY] },
    'upgrade_unsupported',
  ],
  ['a choice of protocols', { headers: [...WHOLE, 'upgrade', 'h2c'] }, 'upgrade_unsupported'],
  ['HTTP/1.0', { headers: WHOLE, httpVersion: '1.0' }, 'upgrade_unsupported'],
  ['HTTP/2', { headers: WHOLE, httpVersion: '2' }, 'upgrade_unsupported'],
  ['a server that can not', { headers: WHOLE, tunnels: false }, 'upgrade_unsupported'],
  ['a POST', { headers: WHOLE, method: 'POST' }, 'bad_upgrade'],
  [
    'connection: close',
    { headers: ['connection', 'close', 'upgrade', 'websocket', ...VERSION, ...KEY] },
    'bad_upgrade',
  ],
  ['a body', { headers: [...WHOLE, 'content-length', '3'] }, 'bad_upgrade'],
  ['a body in chunks', { headers: [...WHOLE, 'transfer-encoding', 'chunked'] }, 'bad_upgrade'],
  ['no version', { headers: [...SWITCH, ...KEY] }, 'bad_upgrade'],
  ['an old version', { headers: [...SWITCH, ...KEY, 'sec-websocket-version', '8'] }, 'upgrade_version'],
  ['no key', { headers: [...SWITCH, ...VERSION] }, 'bad_upgrade'],
  ['two keys', { headers: [...WHOLE, ...KEY] }, 'bad_upgrade'],
  ['a short key', { headers: [...SWITCH, ...VERSION, 'sec-websocket-key', 'a2V5'] }, 'bad_upgrade'],
]

test('checkUpgrade() takes a WebSocket handshake of RFC 6455 and nothing like it', () => {
  for (const [what, over, code] of rows) {
    assert.equal(
      codeOf(() => checkUpgrade(arrival({ kind: 'upgrade', method: 'GET', tunnels: true, ...over }))),
      code,
      what,
    )
  }
})

function codeOf(call: () => void): string {
  try {
    call()
    return 'ok'
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error)
  }
}
