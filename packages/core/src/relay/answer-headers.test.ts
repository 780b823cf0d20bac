import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, handFlow, makeCors, makePlan } from '../../test/harness.ts'
import type { Answer, Answered } from '../exchange.ts'
import type { Plan } from '../plan.ts'
import { answerHeaders } from './answer-headers.ts'

function headersOf(over: Partial<Answer>, plan: Partial<Plan> = {}, trailers = false): string[] {
  const answer: Answer = {
    status: 200,
    reason: '',
    headers: [],
    body: undefined,
    rules: undefined,
    from: 'upstream',
    ...over,
  }
  const from = arrival({ trailers, headers: ['origin', 'http://localhost'] })
  return answerHeaders(Object.assign(accepted(from), { answer, id: 'id-1' }) as Answered, makePlan(plan))
}

test('answerHeaders() adds our request id to the lines of the upstream, and no other', () => {
  const headers = ['Content-Type', 'a/b', 'x-request-id', 'theirs', 'X-Strait-Request-Id', 'forged']
  assert.deepEqual(headersOf({ headers }), [...headers.slice(0, 4), 'x-strait-request-id', 'id-1'])
})

test('answerHeaders() announces trailers only to a client that can be sent some', () => {
  const headers = ['trailer', 'x-checksum']
  assert.equal(headersOf({ headers, body: handFlow() }, {}, true).includes('trailer'), true)
  assert.equal(headersOf({ headers, body: handFlow() }, {}, false).includes('trailer'), false)
  assert.equal(headersOf({ headers, body: new Uint8Array(1) }, {}, true).includes('trailer'), false)
})

test('answerHeaders() puts our words on CORS in the place of the upstream’s', () => {
  const headers = ['Access-Control-Allow-Origin', '*', 'x-a', '1']
  const cors = makeCors(['http://localhost'])
  const lines = headersOf({ headers }, { cors })
  assert.deepEqual(lines.slice(0, 2), ['x-a', '1'])
  assert.equal(lines[lines.indexOf('access-control-allow-origin') + 1], 'http://localhost')
  assert.equal(headersOf({ headers }).includes('Access-Control-Allow-Origin'), true)
})

test('answerHeaders() says that a 205 is empty', () => {
  const expected = ['x-strait-request-id', 'id-1', 'content-length', '0']
  assert.deepEqual(headersOf({ status: 205, headers: ['Content-Length', '5'] }), expected)
  assert.deepEqual(headersOf({ status: 205 }), expected)
})
