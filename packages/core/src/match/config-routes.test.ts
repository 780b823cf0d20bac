import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeRoute } from '../../test/harness.ts'
import type { Identified } from '../exchange.ts'
import type { Route } from '../plan.ts'
import type { Conditions } from './conditions.ts'
import { type ConfigRoute, configRoutes } from './config-routes.ts'

const none: Conditions = { hosts: [], headers: [], query: [] }

function entry(
  path: string,
  name: string,
  over: Partial<Route> = {},
  conditions: Partial<Conditions> = {},
): ConfigRoute {
  const route = makeRoute(() => assert.fail('not sent here'), { name, door: 'routes', provider: undefined, ...over })
  return { path, conditions: { ...none, ...conditions }, route }
}

const matcher = configRoutes([
  entry('/*', 'all'),
  entry('/chat/*', 'chat'),
  entry('/chat/*', 'chat again'),
  entry('/chat/*', 'chat blue', {}, { headers: [['x-team', { kind: 'equals', value: 'blue' }]] }),
  entry('/chat/v1/*', 'chat v1'),
  entry('/chat/v1/exact', 'exact'),
  entry('/posts', 'post', { methods: new Set(['POST']) }),
  entry('/posts', 'get', { methods: new Set(['GET']) }),
])

function routeOf(target: string, headers: string[] = [], method = 'POST'): string | undefined {
  return matcher.match(accepted(arrival({ target, headers, method })) as Identified)?.route.name
}

test('configRoutes() takes the most specific route, whatever the order', () => {
  const rows: [target: string, headers: string[], name: string][] = [
    ['/other', [], 'all'],
    ['/chat/x', [], 'chat'],
    ['/chat/x', ['x-team', 'blue'], 'chat blue'],
    ['/chat/v1/x', ['x-team', 'blue'], 'chat v1'],
    ['/chat/v1/exact', [], 'exact'],
    ['/chat/v1/exact?x=1', [], 'exact'],
  ]
  for (const [target, headers, name] of rows) assert.equal(routeOf(target, headers), name, target)
})

test('configRoutes() finds the route for the method, and some route where none takes it', () => {
  assert.equal(routeOf('/posts', [], 'POST'), 'post')
  assert.equal(routeOf('/posts', [], 'GET'), 'get')
  const only = configRoutes([entry('/posts', 'post', { methods: new Set(['POST']) })])
  const found = only.match(accepted(arrival({ target: '/posts', method: 'DELETE' })) as Identified)
  assert.equal(found?.route.name, 'post')
})

test('configRoutes() knows nothing of a path that no route has', () => {
  const only = configRoutes([entry('/posts', 'post')])
  assert.equal(only.match(accepted(arrival({ target: '/other' })) as Identified), undefined)
})
