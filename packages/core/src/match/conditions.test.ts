import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival } from '../../test/harness.ts'
import type { Identified } from '../exchange.ts'
import { type Conditions, meets, weightOf } from './conditions.ts'

const none: Conditions = { hosts: [], headers: [], query: [] }
const headers = ['host', 'api.gateway.test:8787', 'x-team', 'blue', 'x-team', 'red', 'x-empty', '']
const exchange = accepted(arrival({ headers, target: '/a?plan=paid&tag=a%20b&flag' })) as Identified

test('meets() looks at host, headers and query', () => {
  const rows: [conditions: Partial<Conditions>, met: boolean][] = [
    [{}, true],
    [{ hosts: ['api.gateway.test'] }, true],
    [{ hosts: ['*.gateway.test'] }, true],
    [{ hosts: ['*.api.gateway.test'] }, false],
    [{ hosts: ['other.test', 'api.gateway.test'] }, true],
    [{ hosts: ['other.test'] }, false],
    [{ headers: [['x-team', { kind: 'equals', value: 'red' }]] }, true],
    [{ headers: [['x-team', { kind: 'equals', value: 'green' }]] }, false],
    [{ headers: [['x-team', { kind: 'matches', pattern: /^bl/ }]] }, true],
    [{ headers: [['x-empty', { kind: 'present' }]] }, true],
    [{ headers: [['x-none', { kind: 'present' }]] }, false],
    [{ query: [['plan', { kind: 'equals', value: 'paid' }]] }, true],
    [{ query: [['tag', { kind: 'equals', value: 'a b' }]] }, true],
    [{ query: [['flag', { kind: 'present' }]] }, true],
    [{ query: [['plan', { kind: 'equals', value: 'free' }]] }, false],
    [{ hosts: ['api.gateway.test'], query: [['none', { kind: 'present' }]] }, false],
  ]
  for (const [conditions, met] of rows) {
    assert.equal(meets(exchange, { ...none, ...conditions }), met, JSON.stringify(conditions))
  }
})

test('weightOf() counts what a request has to meet', () => {
  assert.equal(weightOf(none), 0)
  assert.equal(weightOf({ ...none, hosts: ['a', 'b'] }), 1)
  assert.equal(
    weightOf({ hosts: ['a'], headers: [['x', { kind: 'present' }]], query: [['y', { kind: 'present' }]] }),
    3,
  )
})
