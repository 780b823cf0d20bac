import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, handFlow, makeTarget, until } from '../../../test/harness.ts'
import type { UpstreamOutcome, UpstreamRequest } from '../../runtime.ts'
import { Secret } from '../../secret.ts'
import { ActiveHealth, type ActiveHealthOptions } from './active-health.ts'
import { healthRequest } from './health-request.ts'
import { type Scene, scene } from './scene-fixture.ts'

const TIMES = { every: 1000, timeout: 200, downAfter: 2, upAfter: 1 }

function healthOf(over: Partial<ActiveHealthOptions> = {}, key = 'held', path = '/health'): ActiveHealth {
  const credential = { kind: 'key', key: new Secret(key, 'test') } as const
  const target = makeTarget('http://up.test/v1', { credential })
  assert.ok(target.place.kind === 'fixed')
  const { base } = target.place
  const request: ActiveHealthOptions['request'] = (kit) => healthRequest(target, base, path, kit)
  return new ActiveHealth({ name: 'p', ...TIMES, request, ...over })
}

/** Nothing of it is left to keep the process. */
async function ended(kit: Scene): Promise<void> {
  kit.state.drain()
  kit.advance(1e9)
  await until(() => kit.state.deadlines.size === 0)
}

/** What has been asked is answered, and what comes of it is done. */
function heard(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}

interface Watched {
  readonly kit: Scene
  readonly asked: UpstreamRequest[]
  outcome: UpstreamOutcome
  /** One round goes by. */
  round(): Promise<void>
}

function watched(): Watched {
  const asked: UpstreamRequest[] = []
  const kit = scene({}, (request) => {
    asked.push(request)
    return all.outcome
  })
  const all: Watched = {
    kit,
    asked,
    outcome: answer('{}'),
    async round() {
      const before = asked.length
      await heard()
      kit.advance(TIMES.every)
      await until(() => asked.length > before)
      await heard()
    },
  }
  return all
}

test('ActiveHealth asks with the credential of the target, in rounds, as long as somebody wants to know', async () => {
  const all = watched()
  const health = healthOf()
  assert.equal(health.isWell(all.kit), true, 'until something is known')
  for (let i = 0; i < 5; i++) health.isWell(all.kit)
  await until(() => all.asked.length === 1)
  const [request] = all.asked
  assert.deepEqual([request?.method, request?.target, request?.origin.host], ['GET', '/health', 'up.test'])
  assert.ok(request?.headers.includes('Bearer held'))
  await all.round()
  assert.equal(all.asked.length, 2)
  // Nobody wants to know any more: after a while nobody asks.
  while (all.kit.state.deadlines.size > 0) {
    all.kit.advance(TIMES.every)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const before = all.asked.length
  assert.ok(before <= 10)
  health.isWell(all.kit)
  await until(() => all.asked.length === before + 1)
  await ended(all.kit)
})

test('ActiveHealth takes so many bad answers for an illness, and so many good ones for a recovery', async () => {
  const rows: UpstreamOutcome[] = [
    answer('', { status: 500 }),
    answer('', { status: 404 }),
    { kind: 'failed', code: 'upstream_refused', delivered: 'no', cause: undefined },
  ]
  for (const bad of rows) {
    const all = watched()
    const health = healthOf({ upAfter: 2 })
    const told = () => health.isWell(all.kit)
    told()
    await heard()
    all.outcome = bad
    await all.round()
    assert.equal(told(), true, 'once is no illness')
    await all.round()
    assert.equal(told(), false)
    all.outcome = answer('')
    await all.round()
    assert.equal(told(), false)
    await all.round()
    assert.equal(told(), true)
    await ended(all.kit)
  }
})

test('ActiveHealth takes no answer in time for a bad one, and reads none to its end', async () => {
  const kit = scene({}, (_, cancel) => {
    return new Promise((resolve) => {
      cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
    })
  })
  const health = healthOf({ downAfter: 1 })
  health.isWell(kit)
  await until(() => kit.state.deadlines.size === 1)
  kit.advance(TIMES.timeout)
  await until(() => !health.isWell(kit))
  const stuck = scene()
  const never = healthOf({ downAfter: 1, request: () => new Promise(() => {}) })
  never.isWell(stuck)
  stuck.advance(TIMES.timeout)
  await until(() => !never.isWell(stuck))
  const flow = handFlow()
  const all = watched()
  all.outcome = answer(flow)
  healthOf().isWell(all.kit)
  await until(() => flow.calls.length > 0)
  assert.deepEqual(flow.calls, ['cancel'])
  for (const each of [kit, stuck, all.kit]) await ended(each)
})

test('ActiveHealth goes on with the numbers, path and key of the newest config', async () => {
  const all = watched()
  healthOf().isWell(all.kit)
  await heard()
  const next = healthOf({ downAfter: 1 }, 'new', '/other')
  next.isWell(all.kit)
  all.outcome = answer('', { status: 503 })
  await all.round()
  const last = all.asked.at(-1)
  assert.equal(all.asked.length, 2, 'there is one who asks, not two')
  assert.ok(last?.target === '/other' && last.headers.includes('Bearer new'))
  assert.equal(next.isWell(all.kit), false)
  await ended(all.kit)
})

test('ActiveHealth asks nothing more of a process that is about to end', async () => {
  const all = watched()
  healthOf().isWell(all.kit)
  await heard()
  await ended(all.kit)
  assert.equal(all.asked.length, 1)
})
