import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute } from '../../test/harness.ts'
import type { Kit } from '../kit.ts'
import { writeRecord } from './write-record.ts'

/** A clock that the test sets. */
function at(now: number): Kit {
  const kit = makeKit()
  return { ...kit, runtime: { ...kit.runtime, clock: () => now } }
}

test('writeRecord() tells what an exchange was', () => {
  const exchange = accepted(arrival({ target: '/openai/x?key=planted&alt=sse', peer: '203.0.113.9' }), at(1000))
  const route = makeRoute(() => assert.fail(), { name: 'chat' })
  const detected = { operation: 'chat', model: 'gpt-5', stream: true, errors: 'openai' } as const
  Object.assign(exchange, {
    caller: { kind: 'key', name: 'ci' },
    match: { route, rest: '/x', detected, rule: 'door /openai' },
    status: 200,
    bytesOut: 9,
    times: { sent: 1010, head: 1100, replied: 1105, firstByte: 1120 },
    ended: 'whole',
  })
  const record = writeRecord(exchange, at(1200))
  assert.deepEqual(
    [record.caller, record.route, record.provider, record.operation, record.model, record.client, record.rule],
    ['ci', 'chat', 'openai', 'chat', 'gpt-5', '203.0.113.9', 'door /openai'],
  )
  assert.deepEqual(record.ms, { head: 105, firstByte: 120, total: 200, inside: 15 })
  assert.equal(record.target.includes('planted'), false)
  assert.ok(record.target.includes('alt=sse'))
})

test('writeRecord() of a refusal has the stage it reached and no times that never were', () => {
  const exchange = accepted(arrival(), at(1000))
  Object.assign(exchange, { caller: { kind: 'unknown', code: 'key_missing' }, error: 'key_missing', status: 401 })
  const record = writeRecord(exchange, at(1003))
  assert.deepEqual(
    [record.stage, record.caller, record.route, record.error],
    ['accept', undefined, undefined, 'key_missing'],
  )
  assert.deepEqual(record.ms, { head: undefined, firstByte: undefined, total: 3, inside: 3 })
})
