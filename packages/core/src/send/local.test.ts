import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import { localRoute } from './local.ts'

async function answered(method: string, body: Uint8Array | undefined) {
  const route = localRoute('page', () => ({ status: 200, headers: ['content-type', 'text/plain'], body }))
  const outcome = await route.send(accepted(arrival({ method })) as Admitted, makeKit())
  return outcome.kind === 'answer' ? outcome.answer : assert.fail(outcome.kind)
}

test('localRoute() answers without an upstream, with the length of its body', async () => {
  const answer = await answered('GET', utf8('ok'))
  assert.deepEqual(answer.headers, ['content-type', 'text/plain', 'content-length', '2'])
  assert.deepEqual(answer.body, utf8('ok'))
  assert.equal(answer.from, 'strait')
})

test('localRoute() answers HEAD with the head alone', async () => {
  const answer = await answered('HEAD', utf8('ok'))
  assert.deepEqual(answer.headers, ['content-type', 'text/plain', 'content-length', '2'])
  assert.equal(answer.body, undefined)
})
