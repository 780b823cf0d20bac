import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handFlow } from '../../test/flows.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../runtime.ts'
import { agreed } from './handshake.ts'

/** RFC 6455 1.3's own example. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

const proof = ['Sec-WebSocket-Accept', ACCEPT]
const offer = ['sec-websocket-protocol', 'realtime, a.b', 'sec-websocket-extensions', 'permessage-deflate; x=1, other']

const rows: readonly [what: string, asked: string[], said: string[], ok: boolean][] = [
  ['a proof and no more', [], proof, true],
  ['no proof', [], [], false],
  ['another proof', [], ['sec-websocket-accept', 'AAAA'], false],
  ['two proofs', [], [...proof, ...proof], false],
  ['a subprotocol that was offered', offer, [...proof, 'sec-websocket-protocol', 'a.b'], true],
  ['none of those that were offered', offer, proof, true],
  [
    'a subprotocol that was not offered',
    offer,
    [...proof, 'sec-websocket-protocol', 'openai-insecure-api-key.k'],
    false,
  ],
  ['a subprotocol where none was offered', [], [...proof, 'sec-websocket-protocol', 'realtime'], false],
  ['an extension that was offered', offer, [...proof, 'sec-websocket-extensions', 'permessage-deflate; y=2'], true],
  ['an extension that was not', offer, [...proof, 'sec-websocket-extensions', 'strange'], false],
]

test('agreed() lets a 101 through that answers this very handshake, and closes any other', async () => {
  for (const [what, asked, said, ok] of rows) {
    const down = handFlow()
    const tunnel = { down, up: { write: () => true, end() {}, onRoom() {} } }
    const answer = {
      kind: 'answer',
      status: 101,
      reason: '',
      headers: said,
      body: undefined,
      tunnel,
    } satisfies UpstreamAnswer
    const request = { headers: ['sec-websocket-key', KEY, ...asked] } as unknown as UpstreamRequest
    const outcome = await agreed(answer, request)
    assert.equal(outcome.kind === 'answer' ? 'ok' : outcome.code, ok ? 'ok' : 'upstream_malformed', what)
    assert.deepEqual(down.calls, ok ? [] : ['cancel'], what)
  }
})
