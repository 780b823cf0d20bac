import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { createClient } from '../src/client.ts'
import { exchange, type Result } from './client/chaos-exchange.ts'
import { isGood, type Plan, planOf } from './client/chaos-plan.ts'
import { chaosUpstream } from './client/chaos-upstream.ts'
import { nothingLeft } from './client/rig.ts'
import { testDial } from './client/test-dial.ts'
import { TestTimers } from './client/test-timers.ts'
import { startUpstream } from './client/upstream.ts'
import { until, within } from './client/wait.ts'

/**
 * Thousands of exchanges with everything going wrong that can. STRAIT_SEED repeats a run's plans; STRAIT_CHAOS says
 * how many exchanges, however long they take; without it the run stops after some seconds.
 */
const WANTED = Number(process.env['STRAIT_CHAOS'] ?? 10_000)
const LEAST = Math.min(WANTED, 2000)
const BUDGET_MS = process.env['STRAIT_CHAOS'] === undefined ? 20_000 : Number.POSITIVE_INFINITY
const SEED = Number(process.env['STRAIT_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
const CONCURRENCY = 64

test('send() under chaos mixes up nothing, delivers nothing twice, and leaves nothing behind', {
  timeout: 600_000,
}, async () => {
  try {
    await chaos()
  } catch (error) {
    throw new Error(`STRAIT_SEED=${SEED}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
})

async function chaos(): Promise<void> {
  const plans = new Map<string, Plan>()
  const counts = new Map<string, number>()
  const leaving = new Map<string, () => void>()
  const upstream = await startUpstream(chaosUpstream({ plans, counts, arrived: (id) => leaving.get(id)?.() }))
  const timers = new TestTimers()
  // Fewer connections than exchanges: some always wait.
  const client = createClient({ dial: testDial, timers, maxConnections: 48, keepAlive: 500 })
  const results = new Map<Plan, Result>()
  const stopAt = performance.now() + BUDGET_MS
  let begun = 0

  async function worker(): Promise<void> {
    while (begun < WANTED && (begun < LEAST || performance.now() < stopAt)) {
      const plan = planOf(SEED, begun++)
      plans.set(plan.id, plan)
      const going = exchange(client, upstream.port, plan, (leave) => leaving.set(plan.id, leave))
      const result = await within('an exchange', 10_000, going).catch((error) => {
        throw new Error(`${error.message}\n${JSON.stringify(plan)}`, { cause: error })
      })
      results.set(plan, result)
      leaving.delete(plan.id)
    }
  }

  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, worker))
    const { open, idle, waiting } = client.counts
    assert.deepEqual([open - idle, waiting], [0, 0], 'nothing is under way')
    client.close()
    await nothingLeft(client, timers)
    await until('the upstream sees every connection closed', () => upstream.open === 0)
    assert.deepEqual(upstream.errors, [])
    account(results, counts)
  } finally {
    client.close()
    await upstream.close()
  }
}

function account(results: ReadonlyMap<Plan, Result>, counts: ReadonlyMap<string, number>): void {
  let good = 0
  let whole = 0
  for (const [plan, result] of results) {
    const delivered = counts.get(plan.id) ?? 0
    assert.ok(delivered <= 1, `delivered ${delivered} times: ${JSON.stringify(plan)}`)
    if (result.kind === 'failed' && result.delivered === 'no') {
      assert.equal(delivered, 0, `said not to be delivered: ${JSON.stringify(plan)}`)
    }
    if (result.kind === 'whole') assert.equal(delivered, 1)
    if (!isGood(plan.act) || plan.leave !== 'never' || plan.upload.fails) continue
    good++
    if (result.kind === 'whole') whole++
  }
  assert.ok(whole > good * 0.8, `only ${whole} of ${good} good exchanges came whole`)
  if (process.env['STRAIT_CHAOS'] !== undefined) console.log(`${results.size} exchanges, seed ${SEED}`, tally(results))
}

function tally(results: ReadonlyMap<Plan, Result>): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const result of results.values()) {
    const name = 'code' in result ? `${result.kind} ${result.code}` : result.kind
    sums[name] = (sums[name] ?? 0) + 1
  }
  return sums
}
