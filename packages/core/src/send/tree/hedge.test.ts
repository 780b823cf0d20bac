import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, type HandFlow, handFlow, until } from '../../../test/harness.ts'
import { GatewayError } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import type { Sender } from '../../plan.ts'
import type { Outcome } from '../outcome.ts'
import { hedge } from './hedge.ts'
import { admitted, failed, got, record, said, scene, TREE } from './scene-fixture.ts'
import { budgetOf } from './tree.ts'
import { FALL_BACK } from './triggers.ts'

/** Attempts that end when they are told to. */
function lanes(): {
  send: Sender
  asked: { exchange: Admitted; end(outcome: Outcome): void; fail(error: unknown): void }[]
} {
  const asked: ReturnType<typeof lanes>['asked'] = []
  const send: Sender = (exchange) =>
    new Promise((resolve, reject) => {
      exchange.cancel.listen(reject)
      asked.push({ exchange, end: resolve, fail: reject })
    })
  return { send, asked }
}

function withBody(body: HandFlow): Outcome {
  const outcome = got(200, [], record()) as Outcome & { kind: 'answer' }
  return { ...outcome, answer: { ...outcome.answer, body } }
}

/** Both attempts are under way. */
async function raced() {
  const kit = scene()
  const { send, asked } = lanes()
  const exchange = admitted(kit)
  const outcome = Promise.resolve(hedge(send, { after: () => 50, not: FALL_BACK }, TREE)(exchange, kit))
  outcome.catch(() => {})
  await until(() => asked.length === 1)
  kit.advance(50)
  await until(() => asked.length === 2)
  const [first, second] = asked as [(typeof asked)[0], (typeof asked)[0]]
  const settled = () => [budgetOf(TREE, kit).retrying, kit.state.deadlines.size]
  return { kit, exchange, outcome, first, second, settled }
}

test('hedge() begins no second attempt where the first is in time, or nobody knows what late is', async () => {
  const kit = scene()
  const send = said('answer')
  for (const after of [50, undefined])
    await hedge(send, { after: () => after, not: FALL_BACK }, TREE)(admitted(kit), kit)
  assert.equal(send.times(), 2)
  assert.equal(kit.state.deadlines.size, 0)
})

test('hedge() takes the first good answer, and lets the other go', async () => {
  for (const wins of ['first', 'second'] as const) {
    const race = await raced()
    const [winner, loser] = wins === 'first' ? [race.first, race.second] : [race.second, race.first]
    const outcome = got(200)
    winner.end(outcome)
    assert.equal(await race.outcome, outcome)
    assert.equal(loser.exchange.cancel.pulled, true)
    assert.equal((loser.exchange.cancel.reason as GatewayError).code, 'overtaken')
    assert.equal(winner.exchange.cancel.pulled, false)
    assert.deepEqual(race.settled(), [0, 0])
  }
})

test('hedge() lets go of a second answer that comes all the same', async () => {
  const race = await raced()
  const [kept, late] = [handFlow(), handFlow()]
  const [winner, loser] = [withBody(kept), withBody(late)]
  race.first.end(winner)
  race.second.end(loser)
  assert.equal(await race.outcome, winner)
  await until(() => late.calls.length > 0)
  assert.deepEqual([kept.calls, late.calls, loser.attempt?.replaced], [[], ['cancel'], 'overtaken'])
})

test('hedge() waits for the other where one fails, whatever it fails with', async () => {
  const rows = [
    failed('upstream_reset', 'maybe'),
    failed('upstream_refused'),
    failed('first_byte_timeout', 'maybe'),
    got(503),
    got(429),
  ]
  for (const bad of rows) {
    const race = await raced()
    race.first.end(bad)
    await new Promise((resolve) => setTimeout(resolve, 1))
    assert.equal(race.second.exchange.cancel.pulled, false, JSON.stringify(bad))
    const good = got(200)
    race.second.end(good)
    assert.equal(await race.outcome, good)
    assert.deepEqual(race.settled(), [0, 0])
  }
})

test('hedge() ends both when the client leaves, and when one finds that the request itself is wrong', async () => {
  const left = await raced()
  left.exchange.cancel.pull(new GatewayError('client_gone'))
  await assert.rejects(left.outcome, { code: 'client_gone' })
  assert.ok(left.first.exchange.cancel.pulled && left.second.exchange.cancel.pulled)
  assert.deepEqual(left.settled(), [0, 0])
  const wrong = await raced()
  wrong.second.fail(new GatewayError('override_not_json'))
  await assert.rejects(wrong.outcome, { code: 'override_not_json' })
  assert.equal(wrong.first.exchange.cancel.pulled, true)
  assert.deepEqual(wrong.settled(), [0, 0])
})

test('hedge() sends no body twice that is still on its way, and nothing beyond the budget', async () => {
  const kit = scene()
  const { send, asked } = lanes()
  const policy = { after: () => 10, not: FALL_BACK }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1)
  }
  const uploading = admitted(kit, arrival({ headers: ['transfer-encoding', 'chunked'], body: pieces() }))
  const one = Promise.resolve(hedge(send, policy, TREE)(uploading, kit))
  const poor = { ...TREE, name: 'poor', budget: { percent: 0, least: 1 } }
  const held = budgetOf(poor, kit).take()
  const two = Promise.resolve(hedge(send, policy, poor)(admitted(kit), kit))
  await until(() => asked.length === 2)
  kit.advance(1000)
  await until(() => kit.state.deadlines.size === 0)
  assert.equal(asked.length, 2)
  for (const each of asked) each.end(got(200))
  await Promise.all([one, two])
  held?.()
})
