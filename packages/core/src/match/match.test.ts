import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Arrival, Caller, Identified } from '../exchange.ts'
import type { Matcher } from '../plan.ts'
import { match } from './match.ts'

const anonymous: Caller = { kind: 'anonymous' }

function door(name: Matcher['door'], path: string): Matcher {
  const route = makeRoute(() => assert.fail('not sent here'), { name: `${name} ${path}` })
  return {
    door: name,
    match: (exchange) => (exchange.path === path ? { route, rest: '', detected: undefined, rule: name } : undefined),
  }
}

const matchers = [door('always', '/-/x'), door('routes', '/a'), door('providers', '/a'), door('bare', '/b')]
const kit = makeKit({ matchers, nearest: (path) => (path.startsWith('/opnai') ? '/openai' : undefined) })

function matched(target: string, over: Partial<Arrival> = {}, caller = anonymous): string {
  const exchange = Object.assign(accepted(arrival({ target, ...over })), { caller })
  const found = match(exchange as Identified, kit)
  assert.ok(!(found instanceof Promise))
  return found.match.route.name
}

test('match() takes the first door that knows the path', () => {
  assert.equal(matched('/a'), 'routes /a')
  assert.equal(matched('/b'), 'bare /b')
})

test('match() passes over the doors that a listener does not show', () => {
  assert.equal(matched('/a', { doors: new Set(['providers'] as const) }), 'providers /a')
  assert.equal(matched('/-/x', { doors: new Set(['providers'] as const) }), 'always /-/x')
  assert.throws(() => matched('/b', { doors: new Set(['routes'] as const) }), { code: 'no_route' })
})

test('match() refuses an unknown path with the nearest one and where doors are listed', () => {
  assert.throws(
    () => matched('/opnai/v1'),
    (error) => error instanceof GatewayError && /Did you mean \/openai\?.*GET \//.test(error.message),
  )
})

test('match() tells nobody without a key which paths exist', () => {
  assert.throws(() => matched('/opnai/v1', {}, { kind: 'unknown', code: 'key_missing' }), { code: 'key_missing' })
  assert.throws(() => matched('/opnai/v1', {}, { kind: 'unknown', code: 'key_invalid' }), { code: 'key_invalid' })
})

test('match() waits for a door that has to look at the body', async () => {
  const sync = door('bare', '/late')
  const late: Matcher = { door: 'bare', match: (exchange) => Promise.resolve(sync.match(exchange) ?? assert.fail()) }
  const exchange = Object.assign(accepted(arrival({ target: '/late' })), { caller: anonymous })
  const found = match(exchange as Identified, makeKit({ matchers: [late] }))
  assert.ok(found instanceof Promise)
  assert.equal(exchange.stage, 'accept')
  assert.deepEqual([(await found).match.rule, exchange.stage], ['bare', 'match'])
})
