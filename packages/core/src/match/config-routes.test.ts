import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeRoute } from '../../test/harness.ts'
import type { Identified, Match } from '../exchange.ts'
import type { Matcher, Route } from '../plan.ts'
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

function found(among: Matcher, target: string, headers: string[], method: string): Match | undefined {
  const match = among.match(accepted(arrival({ target, headers, method })) as Identified)
  assert.ok(!(match instanceof Promise))
  return match
}

function routeOf(target: string, headers: string[] = [], method = 'POST'): string | undefined {
  return found(matcher, target, headers, method)?.route.name
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
  assert.equal(found(only, '/posts', [], 'DELETE')?.route.name, 'post')
})

test('configRoutes() knows nothing of a path that no route has', () => {
  const only = configRoutes([entry('/posts', 'post')])
  assert.equal(only.match(accepted(arrival({ target: '/other' })) as Identified), undefined)
})

test('configRoutes() keeps listeners apart, and lets the longest ending decide', () => {
  const matcher = configRoutes([
    entry('/*', 'rest'),
    entry('/*', 'models', {}, { ending: '/models' }),
    entry('/*', 'v1 models', {}, { ending: '/v1/models' }),
    entry('/*', 'inner', {}, { listeners: new Set(['inner']) }),
    entry('/*', 'inner models', {}, { listeners: new Set(['inner']), ending: '/models' }),
    entry('/only', 'only', {}, { listeners: new Set(['inner', 'other']) }),
  ])
  const rows: [target: string, listener: string | undefined, name: string][] = [
    ['/v1/x', undefined, 'rest'],
    ['/a/models', undefined, 'models'],
    ['/a/v1/models?x=1', undefined, 'v1 models'],
    ['/a/v1/models/x', undefined, 'rest'],
    ['/v1/x', 'inner', 'inner'],
    ['/v1/models', 'inner', 'inner models'],
    ['/only', 'inner', 'only'],
    ['/only', 'other', 'only'],
    ['/only', 'third', 'rest'],
    ['/only', undefined, 'rest'],
  ]
  for (const [target, listener, name] of rows) {
    const exchange = Object.assign(accepted(arrival({ target, listener })), { caller: { kind: 'anonymous' } as const })
    const found = matcher.match(exchange as Identified) as Match | undefined
    assert.equal(found?.route.name, name, `${target} by ${listener}`)
  }
})
