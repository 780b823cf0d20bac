import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makePlan, makeRoute } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Caller, Matched } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { AdmitRule, Route, Verdict } from '../plan.ts'
import { admit } from './admit.ts'

function matched(over: Partial<Route> = {}, caller: Caller = { kind: 'anonymous' }): Matched {
  const route = makeRoute(() => assert.fail('not sent here'), over)
  const match = { route, rest: '', detected: undefined, rule: 'test' }
  return Object.assign(accepted(arrival()), { caller, match }) as Matched
}

function rule(name: string, asked: string[], verdict: Verdict = { kind: 'allow' }): AdmitRule {
  return {
    name,
    check: () => {
      asked.push(name)
      return verdict
    },
  }
}

test('admit() waits for nothing where there are no rules', () => {
  assert.equal(admit(matched(), makeKit()) instanceof Promise, false)
})

test('admit() refuses a caller without a valid key, except on open routes', () => {
  const unknown: Caller = { kind: 'unknown', code: 'key_missing' }
  assert.throws(() => admit(matched({}, unknown), makeKit()), { code: 'key_missing' })
  assert.doesNotThrow(() => admit(matched({ open: true }, unknown), makeKit()))
})

test('admit() refuses a method that the route does not take, and names those it does', () => {
  const route = { methods: new Set(['GET', 'HEAD']) }
  assert.throws(
    () => admit(matched(route), makeKit()),
    (error) => error instanceof GatewayError && error.status === 405 && error.headers.join() === 'allow,GET, HEAD',
  )
})

test('admit() asks the rules of the plan, then of the route; the first refusal ends it', async () => {
  const asked: string[] = []
  const refusal: Verdict = { kind: 'refuse', code: 'not_admitted', detail: 'Not today.', retryAfter: 7 }
  const kit = makeKit({ rules: [rule('plan', asked)] })
  const route = { rules: [rule('route', asked, refusal), rule('never', asked)] }
  await assert.rejects(
    async () => admit(matched(route), kit),
    (error) => error instanceof GatewayError && error.message === 'Not today.' && error.retryAfter === 7,
  )
  assert.deepEqual(asked, ['plan', 'route'])
})

test('admit() turns away what is too much, or comes too late, but not from pages of our own', () => {
  const full: Kit = makeKit({ bounds: { ...makePlan().bounds, concurrency: 1 } })
  full.state.inFlight = 2
  assert.throws(() => admit(matched(), full), { code: 'overloaded', retryAfter: 1 })
  assert.doesNotThrow(() => admit(matched({ door: 'own' }), full))
  const leaving = makeKit()
  leaving.state.draining = true
  assert.throws(() => admit(matched(), leaving), { code: 'draining', retryAfter: 1 })
  assert.doesNotThrow(() => admit(matched({ door: 'own' }), leaving))
})
