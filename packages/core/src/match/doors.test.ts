import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeCors, makeRoute } from '../../test/harness.ts'
import type { Arrival, Identified } from '../exchange.ts'
import type { Matcher, Route } from '../plan.ts'
import { landingDoor, ownDoor } from './own-door.ts'
import { preflightDoor } from './preflight-door.ts'
import { providerDoors } from './provider-doors.ts'

const route = (name: string): Route => makeRoute(() => assert.fail('not sent here'), { name, provider: undefined })

function found(matcher: Matcher, target: string, over: Parameters<typeof arrival>[0] = {}): string | undefined {
  const exchange = accepted(arrival({ target, ...over })) as Identified
  const match = matcher.match(exchange)
  assert.ok(!(match instanceof Promise))
  return match === undefined ? undefined : `${match.route.name} ${match.rest}`.trim()
}

test('providerDoors() splits the name from the path of the provider', () => {
  const matcher = providerDoors(new Map([['mine', route('mine')]]))
  const rows: [target: string, match: string | undefined][] = [
    ['/mine/v1/chat', 'mine /v1/chat'],
    ['/mine/', 'mine /'],
    ['/mine', 'mine'],
    ['/mine//v1%2F', 'mine //v1%2F'],
    ['/mines/v1', undefined],
    ['/Mine/v1', undefined],
    ['/', undefined],
  ]
  for (const [target, match] of rows) assert.equal(found(matcher, target), match, target)
})

test('ownDoor() answers all of /-/ itself, also where a listener does not show it', () => {
  const matcher = ownDoor(new Map([['/-/healthy', route('healthy')]]), route('missing'))
  const hidden: Arrival['doors'] = new Set(['providers'])
  assert.equal(found(matcher, '/-/healthy'), 'healthy')
  assert.equal(found(matcher, '/-/other'), 'missing')
  assert.equal(found(matcher, '/-'), 'missing')
  assert.equal(found(matcher, '/-x'), undefined)
  assert.equal(matcher.door, 'always')
  assert.equal(found(matcher, '/-/healthy', { doors: hidden }), 'missing')
})

test('landingDoor() answers GET and HEAD of the root alone', () => {
  const matcher = landingDoor(route('landing'))
  assert.equal(found(matcher, '/', { method: 'GET' }), 'landing')
  assert.equal(found(matcher, '/', { method: 'HEAD' }), 'landing')
  assert.equal(found(matcher, '/', { method: 'POST' }), undefined)
  assert.equal(found(matcher, '/x', { method: 'GET' }), undefined)
})

test('preflightDoor() answers preflights of listed origins and lets other OPTIONS pass', () => {
  const matcher = preflightDoor(makeCors(['http://localhost']))
  const asks = ['origin', 'http://localhost', 'access-control-request-method', 'POST']
  assert.equal(found(matcher, '/openai/x', { method: 'OPTIONS', headers: asks }), 'preflight')
  assert.equal(found(matcher, '/openai/x', { method: 'OPTIONS' }), undefined)
  assert.equal(found(matcher, '/openai/x', { method: 'GET', headers: asks }), undefined)
})
