import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../errors.ts'
import type { BreakerOptions } from '../health/breaker.ts'
import { DEFAULT_REST } from '../health/rest.ts'
import type { Outcome } from '../outcome.ts'
import { admitted, failed, got, record, type Scene, scene } from './scene-fixture.ts'
import { TargetCare } from './target-care.ts'

const BREAKER: BreakerOptions = { consecutive: 1, rest: 10_000, longest: 10_000, probes: 1 }
const PLAIN = { key: undefined, name: 't', breaker: undefined, room: undefined, active: undefined }

async function attempt(
  care: TargetCare,
  kit: Scene,
  outcome: Outcome | undefined,
  broken = false,
  sent: readonly string[] = [],
): Promise<void> {
  const watch = await care.enter(admitted(kit), kit)
  assert.ok(watch !== undefined)
  assert.equal(care.health(kit).load, 1)
  if (outcome !== undefined) watch.head(outcome, kit, sent)
  watch.end(broken)
  watch.end(broken)
  assert.equal(care.health(kit).load, 0, 'given back, and once')
}

test('TargetCare opens the breaker for what the target did, not for what the request was', async () => {
  const rows: [outcome: Outcome | undefined, broken: boolean, fit: boolean][] = [
    [got(200), false, true],
    [got(400), false, true],
    [got(429), false, true],
    [got(500), false, false],
    [got(529), false, false],
    [failed('upstream_reset', 'maybe'), false, false],
    [failed('first_byte_timeout', 'maybe'), false, false],
    [failed('bad_header'), false, true],
    [failed('overloaded'), false, true],
    [undefined, false, true],
    // The head was good, and the rest never came.
    [got(200), true, false],
  ]
  for (const [outcome, broken, fit] of rows) {
    const kit = scene()
    const care = new TargetCare({ ...PLAIN, breaker: BREAKER })
    await attempt(care, kit, outcome, broken)
    assert.equal(care.fit(kit), fit, JSON.stringify([outcome, broken]))
    assert.equal(
      care.health(kit).latency.value(kit.runtime.clock()) !== undefined,
      outcome !== undefined && latencyOf(outcome),
    )
  }
})

function latencyOf(outcome: Outcome): boolean {
  if (outcome.kind === 'failed') return outcome.code !== 'bad_header' && outcome.code !== 'overloaded'
  return outcome.answer.status !== 400
}

test('TargetCare lets a key rest for what is said of ours, and never for what is said of the caller’s', async () => {
  const rows: [status: number, headers: readonly string[], rests: number | undefined][] = [
    [401, [], DEFAULT_REST.refused],
    [403, [], DEFAULT_REST.first],
    [429, [], DEFAULT_REST.first],
    [429, ['retry-after', '30'], 30_000],
    [400, [], undefined],
    [200, [], undefined],
  ]
  for (const [status, headers, rests] of rows) {
    for (const key of ['key 1', undefined]) {
      const kit = scene()
      const care = new TargetCare({ ...PLAIN, key: key && `p\n${key}` })
      await attempt(care, kit, got(status, headers, record({ key })))
      const expected = key === undefined || rests === undefined ? 0 : rests
      assert.equal(care.fit(kit), expected === 0)
      kit.advance(expected - 1)
      assert.equal(care.fit(kit), expected === 0)
      kit.advance(1)
      assert.equal(care.fit(kit), true)
    }
  }
})

test('TargetCare lets a key rest for every target that it is sent to', async () => {
  const kit = scene()
  const one = new TargetCare({ ...PLAIN, key: 'p\nk' })
  const two = new TargetCare({ ...PLAIN, name: 'u', key: 'p\nk' })
  const other = new TargetCare({ ...PLAIN, name: 'v', key: 'p\nl' })
  await attempt(one, kit, got(429, ['retry-after', '30'], record({ key: 'k' })))
  assert.deepEqual([one.fit(kit), two.fit(kit), other.fit(kit)], [false, false, true])
})

test('TargetCare: who goes on asking for what a key is not for does not make its rest longer and longer', async () => {
  const kit = scene()
  const care = new TargetCare({ ...PLAIN, key: 'p\nk' })
  for (let i = 0; i < 20; i++) {
    await attempt(care, kit, got(403, [], record({ key: 'k' })))
    kit.advance(DEFAULT_REST.first)
    assert.equal(care.fit(kit), true)
  }
})

test('TargetCare holds a refusal that may be meant for an organization against the key for a moment only', async () => {
  const scopeHeaders = ['openai-organization', 'openai-project']
  const rows: [sent: readonly string[], rests: number][] = [
    [['OpenAI-Organization', 'org-of-somebody-else'], DEFAULT_REST.first],
    [['accept', '*/*', 'openai-project', 'proj_1'], DEFAULT_REST.first],
    [['accept', 'openai-organization'], DEFAULT_REST.refused],
    [[], DEFAULT_REST.refused],
  ]
  for (const [sent, rests] of rows) {
    const kit = scene()
    const care = new TargetCare({ ...PLAIN, key: 'p\nk', scopeHeaders })
    await attempt(care, kit, got(401, [], record({ key: 'k' })), false, sent)
    kit.advance(rests - 1)
    assert.equal(care.fit(kit), false, String(sent))
    kit.advance(1)
    assert.equal(care.fit(kit), true, String(sent))
  }
})

test('TargetCare gives its place in a room back, and takes none for a client that has left', async () => {
  const room = { name: 'r', places: 1, queue: 1, wait: 1000 }
  const kit = scene()
  const care = new TargetCare({ ...PLAIN, room })
  const other = new TargetCare({ ...PLAIN, name: 'u', room })
  const first = await care.enter(admitted(kit), kit)
  const leaving = admitted(kit)
  const waiting = Promise.resolve(other.enter(leaving, kit))
  assert.equal(await care.enter(admitted(kit), kit), undefined, 'the queue is full')
  leaving.cancel.pull(new GatewayError('client_gone'))
  await assert.rejects(waiting, { code: 'client_gone' })
  const patient = Promise.resolve(other.enter(admitted(kit), kit))
  first?.end(false)
  const second = await patient
  second?.end(false)
  const third = await care.enter(admitted(kit), kit)
  assert.ok(third !== undefined, 'nobody is inside any more')
  third.end(false)
  assert.equal(kit.state.deadlines.size, 0)
})

test('TargetCare of a newer plan keeps what is known, and its numbers stay', async () => {
  const kit = scene()
  const room = { name: 'r', places: 1, queue: 0, wait: 0 }
  const before = new TargetCare({ ...PLAIN, breaker: BREAKER, room })
  const after = new TargetCare({ ...PLAIN, breaker: { ...BREAKER }, room: { ...room, places: 2 } })
  await attempt(before, kit, got(500))
  assert.equal(after.fit(kit), false)
  const inside = [await after.enter(admitted(kit), kit), await after.enter(admitted(kit), kit)]
  assert.ok(inside.every((watch) => watch !== undefined))
  // An exchange that began on the old plan may have another attempt to make.
  assert.equal(await before.enter(admitted(kit), kit), undefined)
  inside[0]?.end(false)
  assert.ok((await after.enter(admitted(kit), kit)) !== undefined)
})

test('TargetCare without a name keeps what it knows to itself', async () => {
  const kit = scene()
  const asked = { ...PLAIN, name: undefined, breaker: BREAKER }
  const [one, two] = [new TargetCare(asked), new TargetCare(asked)]
  await attempt(one, kit, got(500))
  assert.deepEqual([one.fit(kit), two.fit(kit)], [false, true])
})
