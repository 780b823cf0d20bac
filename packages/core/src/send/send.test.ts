import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute } from '../../test/harness.ts'
import type { Admitted, Answer } from '../exchange.ts'
import type { Sender } from '../plan.ts'
import { send } from './send.ts'

const answer: Answer = { status: 200, reason: 'OK', headers: [], body: undefined, rules: undefined, from: 'cache' }

function admitted(sender: Sender): Admitted {
  const match = { route: makeRoute(sender), rest: '', detected: undefined, rule: 'test' }
  return Object.assign(accepted(arrival()), { caller: { kind: 'anonymous' }, match }) as Admitted
}

test('send() waits for nothing where the sender does not', () => {
  const exchange = admitted(() => ({ kind: 'answer', answer }))
  assert.equal(send(exchange, makeKit()), exchange)
  assert.equal(exchange.answer, answer)
})

test('send() makes a refusal of a failure, with all it knows', async () => {
  const cause = new Error('why')
  const failed: Sender = async () => ({
    kind: 'failed',
    code: 'upstream_refused',
    delivered: 'no',
    retryAfter: 3,
    cause,
  })
  await assert.rejects(async () => send(admitted(failed), makeKit()), {
    code: 'upstream_refused',
    retryAfter: 3,
    cause,
  })
})

test('send() asks nobody for a client that has left', () => {
  const exchange = admitted(() => assert.fail('asked'))
  exchange.cancel.pull(new Error('left'))
  assert.throws(() => send(exchange, makeKit()), { code: 'client_gone' })
})
