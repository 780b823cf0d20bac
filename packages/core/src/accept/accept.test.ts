import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makePlan, post, until } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import { Fields } from '../web/fields.ts'

const bounds = { ...makePlan().bounds, body: 10, head: 200, headers: 5, target: 40 }
const kit = makeKit({ bounds })

test('accept() works out path, query, client and body', async () => {
  const exchange = accepted(post('{}', { target: '/openai/v1//a%2Fb?x=1&y', peer: '203.0.113.9' }))
  assert.equal(exchange.path, '/openai/v1//a%2Fb')
  assert.equal(exchange.query, '?x=1&y')
  assert.equal(exchange.client, '203.0.113.9')
  assert.deepEqual(await exchange.body.whole(10), utf8('{}'))
})

test('accept() refuses what can not be passed on as it stands', () => {
  const repeated = ['authorization', 'Bearer a', 'Authorization', 'Bearer b']
  const rows: [from: Arrival, code: string][] = [
    [arrival({ method: 'CONNECT', target: 'a.test:443' }), 'method_unsupported'],
    [arrival({ target: `/${'x'.repeat(40)}` }), 'target_too_long'],
    [arrival({ headers: ['x-long', 'x'.repeat(200)] }), 'head_too_large'],
    [arrival({ headers: ['a', '', 'b', '', 'c', '', 'd', '', 'e', ''] }), 'head_too_large'],
    [arrival({ target: '/a/../b' }), 'dot_segments'],
    [arrival({ target: '*' }), 'bad_target'],
    [arrival({ target: '/a#b' }), 'bad_target'],
    [arrival({ fields: new Fields([]) }), 'bad_host'],
    [arrival({ target: 'http://other.test/a' }), 'host_mismatch'],
    [arrival({ headers: repeated }), 'duplicate_authorization'],
    [arrival({ headers: ['authorization', 'Bearer a, Bearer b'] }), 'duplicate_authorization'],
    [arrival({ headers: ['authorization', 'Bearer a,Basic b=='] }), 'duplicate_authorization'],
    [arrival({ headers: ['host', 'evil.example'] }), 'host_not_allowed'],
    [arrival({ headers: ['origin', 'https://evil.example'] }), 'cross_origin'],
    [arrival({ kind: 'upgrade', headers: ['upgrade', 'websocket'] }), 'upgrade_unsupported'],
    [arrival({ headers: ['content-length', '11'], body: utf8('') }), 'body_too_large'],
    [arrival({ headers: ['transfer-encoding', 'chunked'], body: utf8('x'.repeat(11)) }), 'body_too_large'],
  ]
  for (const [from, code] of rows) {
    assert.throws(
      () => accepted(from, kit),
      (error) => error instanceof GatewayError && error.code === code,
      code,
    )
  }
})

test('accept() takes the commas inside one credential for what they are', () => {
  const rows = [
    'Bearer a.b-c_d==',
    'AWS4-HMAC-SHA256 Credential=A/B/c, SignedHeaders=host;x-amz-date, Signature=abc',
    'AWS4-HMAC-SHA256 Credential=A/B/c,SignedHeaders=host,Signature=abc',
    'Digest username="a", realm="b", nonce="c=="',
  ]
  for (const value of rows) assert.doesNotThrow(() => accepted(arrival({ headers: ['authorization', value] })), value)
})

test('accept() times a client whose body stops arriving, and keeps no deadline afterwards', async () => {
  const impatient = makeKit({ bodyIdle: 1 })
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  }
  const from = arrival({ headers: ['transfer-encoding', 'chunked'], body: silent })
  const { body } = accepted(from, impatient)
  await assert.rejects(async () => body.peek(1), { code: 'body_timeout' })
  assert.equal(impatient.state.deadlines.size, 0)
  assert.equal(from.cancel.pulled, false)
})

test('accept() ends a wait for the body when the client leaves', async () => {
  const patient = makeKit()
  const silent = new ReadableStream<Uint8Array>()
  const from = arrival({ headers: ['transfer-encoding', 'chunked'], body: silent })
  const { body } = accepted(from, patient)
  const peeked = Promise.resolve(body.peek(1))
  await until(() => body.awaited)
  from.cancel.pull(new Error('left'))
  await assert.rejects(peeked, { code: 'client_gone' })
  assert.equal(patient.state.deadlines.size, 0)
})
