import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, makeRoute, makeTarget } from '../../../test/harness.ts'
import { GatewayError } from '../../errors.ts'
import type { Match } from '../../exchange.ts'
import type { AdmitRule, Matcher, Route } from '../../plan.ts'
import type { UpstreamRequest } from '../../runtime.ts'
import type { Target } from '../target.ts'
import { buildOriginal, type FindOriginal, findByDoors, type OriginalPlan } from './original.ts'
import { admitted, got, said, scene, TREE } from './scene-fixture.ts'

function matchOf(route: Route, rest = '/x'): Match {
  return { route, rest, detected: undefined, rule: 'test' }
}

function planOf(find: FindOriginal, over: Partial<OriginalPlan> = {}): OriginalPlan {
  const plain = { name: 'tree/own', option: 'to.targets[1]', weight: 1, manner: {}, edit: undefined, recode: undefined }
  return { ...plain, timeouts: (own) => own, find, ...over }
}

test('buildOriginal() asks where the request would have gone, in the manner of the tree', async () => {
  const requests: UpstreamRequest[] = []
  const kit = scene({}, (request) => {
    requests.push(request)
    return answer('{}', { status: 503 })
  })
  const route = makeRoute(said('answer'), { leaf: { target: makeTarget('http://own.test/v1'), manner: {} } })
  const on = { statuses: new Set([503]), unsent: true, network: false, timeout: false, heldKey: false }
  const again = { attempts: 2, on, backoff: { initial: 0, max: 0 }, useRetryAfter: false, longestWait: 0 }
  const timeouts: OriginalPlan['timeouts'] = (own) => ({ ...own, connect: 7 })
  const { send } = buildOriginal(
    planOf(() => matchOf(route), { manner: { retry: again }, timeouts }),
    TREE,
  )
  const exchange = admitted(kit)
  await send(exchange, kit)
  assert.deepEqual(
    requests.map(({ origin, target, connectTimeout }) => [origin.host, target, connectTimeout]),
    Array.from({ length: 3 }, () => ['own.test', '/v1/x', 7]),
  )
  assert.deepEqual(
    exchange.attempts.map(({ target, option }) => [target, option]),
    Array.from({ length: 3 }, () => ['tree/own', 'to.targets[1]']),
  )
})

test('buildOriginal() gives it the time that the request gives the whole tree, and leaves its own as it is', async () => {
  const given: (number | undefined)[][] = []
  const sender = ({ patience, timeouts }: Target) => {
    given.push([patience, timeouts.firstByte])
    return said('answer')
  }
  const own = makeTarget('http://own.test/v1', { patience: 9 })
  const route = () => makeRoute(said('answer'), { leaf: { target: own, manner: {}, sender } })
  for (const patience of [undefined, 0, 7]) {
    const kit = scene()
    const match = matchOf(route())
    await buildOriginal(
      planOf(() => match, { patience }),
      TREE,
    ).send(admitted(kit), kit)
  }
  assert.deepEqual(given, [
    [9, 5000],
    [9, 5000],
    [7, 5000],
  ])
})

test('buildOriginal() asks the rules of where it goes', async () => {
  const kit = scene()
  const rule: AdmitRule = { name: 'no', check: () => ({ kind: 'refuse', code: 'not_admitted' }) }
  const send = said('answer')
  const route = makeRoute(send, { rules: [rule] })
  const branch = buildOriginal(
    planOf(() => matchOf(route)),
    TREE,
  )
  await assert.rejects(async () => branch.send(admitted(kit), kit), { code: 'not_admitted' })
  assert.equal(send.times(), 0)
})

test('buildOriginal() does not go round in a circle', async () => {
  const kit = scene()
  // What the tree finds is the route that the tree is of.
  const route: Route = makeRoute((exchange, inner) => branch.send(exchange, inner))
  const branch = buildOriginal(
    planOf(() => matchOf(route)),
    TREE,
  )
  await assert.rejects(async () => branch.send(admitted(kit), kit), { code: 'no_original' })
})

test('buildOriginal() is ready where somebody is found', async () => {
  const kit = scene()
  const find: FindOriginal = async () => {
    throw new GatewayError('no_original')
  }
  await assert.rejects(async () => buildOriginal(planOf(find), TREE).ready?.(admitted(kit), kit), {
    code: 'no_original',
  })
  const route = makeRoute(said('answer'))
  const found = buildOriginal(
    planOf(async () => matchOf(route)),
    TREE,
  )
  await found.ready?.(admitted(kit), kit)
  assert.deepEqual(await found.send(admitted(kit), kit), got(200))
})

test('findByDoors() takes what stands behind the path of the route, or the whole path where that has a name of its own', async () => {
  const route = makeRoute(said('answer'))
  const dialect = makeRoute(said('answer'), { door: 'dialects' })
  const door = (name: Matcher['door'], known: readonly string[], to = route): Matcher => ({
    door: name,
    match: ({ path }) => (known.includes(path) ? matchOf(to, path) : undefined),
  })
  const rows: [path: string, rest: string, matchers: Matcher[], found: [rest: string, path: string] | undefined][] = [
    ['/r/c/x', '/c/x', [door('providers', ['/c/x'])], ['/c/x', '/r/c/x']],
    ['/v1/x', '/x', [door('bare', ['/v1/x', '/x'])], ['/v1/x', '/v1/x']],
    ['/v1/c/x', '/c/x', [door('providers', ['/c/x'])], ['/c/x', '/v1/c/x']],
    ['/v1/x', '', [door('bare', ['/v1/x'])], ['/v1/x', '/v1/x']],
    // What a control header names is sent what is behind the route.
    ['/r/x', '/x', [door('dialects', ['/x', '/r/x'], dialect)], ['/x', '/x']],
    // Other routes of the file, and pages of our own, are no way that a request names.
    ['/r/x', '/x', [door('routes', ['/x']), door('own', ['/x']), door('always', ['/x'])], undefined],
    ['/r/x', '/x', [], undefined],
  ]
  for (const [path, rest, matchers, expected] of rows) {
    const kit = scene({}, undefined, { matchers })
    const exchange = admitted(kit)
    exchange.path = path
    exchange.match = { ...exchange.match, rest }
    if (expected === undefined) assert.throws(() => findByDoors(exchange, kit), { code: 'no_original' })
    else {
      const found = await findByDoors(exchange, kit)
      assert.deepEqual([found.rest, found.path], expected, path)
    }
  }
})

test('findByDoors() waits for a door that looks at the body, then goes on to the next', async () => {
  const route = makeRoute(said('answer'))
  const looks: Matcher = { door: 'dialects', match: async () => undefined }
  const knows: Matcher = { door: 'bare', match: async () => matchOf(route) }
  const kit = scene({}, undefined, { matchers: [looks, knows] })
  assert.equal((await findByDoors(admitted(kit), kit)).route, route)
})
