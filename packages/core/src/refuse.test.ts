import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, handFlow, makeKit, makeRoute, until } from '../test/harness.ts'
import { GatewayError } from './errors.ts'
import type { Answered } from './exchange.ts'
import { refuse } from './refuse.ts'

function refused(error: unknown, prepare: (exchange: Answered) => void = () => {}, method = 'POST') {
  const kit = makeKit()
  const exchange = accepted(arrival({ method }), kit) as Answered
  prepare(exchange)
  let done = 0
  const reply = refuse(exchange, error, kit, () => void done++)
  return { exchange, reply, done: () => done }
}

const header = (reply: { headers: readonly string[] }, name: string) => reply.headers[reply.headers.indexOf(name) + 1]

test('refuse() makes the answer of its error, and is done once', async () => {
  const error = new GatewayError('overloaded', { retryAfter: 3, headers: ['allow', 'GET'] })
  const { exchange, reply, done } = refused(error)
  assert.equal(reply.status, 503)
  assert.equal(header(reply, 'x-strait-error'), 'overloaded')
  assert.equal(header(reply, 'retry-after'), '3')
  assert.equal(header(reply, 'allow'), 'GET')
  assert.equal(Number(header(reply, 'content-length')), (reply.body as Uint8Array).length)
  assert.deepEqual(
    [exchange.error, exchange.status, exchange.bytesOut],
    ['overloaded', 503, (reply.body as Uint8Array).length],
  )
  await until(() => done() > 0)
  assert.equal(done(), 1)
})

test('refuse() answers HEAD with the head alone', () => {
  const { exchange, reply } = refused(new GatewayError('overloaded'), undefined, 'HEAD')
  assert.equal(reply.body, undefined)
  assert.ok(Number(header(reply, 'content-length')) > 0)
  assert.equal(exchange.bytesOut, 0)
})

test('refuse() says who ended the exchange', () => {
  const left = (exchange: Answered) => exchange.cancel.pull(new Error('left'))
  const rows: [error: unknown, prepare: (exchange: Answered) => void, code: string, ended: string][] = [
    [new GatewayError('key_missing'), () => {}, 'key_missing', 'strait'],
    [new GatewayError('first_byte_timeout'), () => {}, 'first_byte_timeout', 'strait'],
    [new GatewayError('upstream_reset'), () => {}, 'upstream_reset', 'upstream'],
    [new GatewayError('client_gone'), left, 'client_gone', 'client'],
    [new Error('a read that failed because of it'), left, 'client_gone', 'client'],
    [new Error('a bug'), () => {}, 'internal', 'strait'],
    ['a bug', () => {}, 'internal', 'strait'],
  ]
  for (const [error, prepare, code, ended] of rows) {
    const { exchange } = refused(error, prepare)
    assert.deepEqual([exchange.error, exchange.ended], [code, ended])
  }
})

test('refuse() lets go of an answer that nobody will read', () => {
  const body = handFlow()
  refused(new Error('relay failed'), (exchange) => {
    exchange.answer = { status: 200, reason: '', headers: [], body, rules: undefined, from: 'upstream' }
  })
  assert.deepEqual(body.calls, ['cancel'])
})

test('refuse() speaks the dialect of the route that matched', () => {
  const { reply } = refused(new GatewayError('overloaded'), (exchange) => {
    const route = makeRoute(() => assert.fail(), { errors: 'anthropic' })
    exchange.match = { route, rest: '', detected: undefined, rule: 'test' }
  })
  assert.equal(JSON.parse(new TextDecoder().decode(reply.body as Uint8Array)).type, 'error')
})
