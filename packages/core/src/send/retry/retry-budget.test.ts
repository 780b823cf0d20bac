import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { RetryBudget } from './retry-budget.ts'

/** Takes all there is. */
function takeAll(budget: RetryBudget): (() => void)[] {
  const taken: (() => void)[] = []
  for (let release = budget.take(); release !== undefined; release = budget.take()) taken.push(release)
  return taken
}

test('take() allows the share of what is live, and never less than the least', () => {
  const rows: [live: number, allowed: number][] = [
    [0, 3],
    [1, 3],
    [15, 3],
    [19, 3],
    [20, 4],
    [100, 20],
    [1004, 200],
  ]
  for (const [live, allowed] of rows) {
    const budget = new RetryBudget({ percent: 20, least: 3 })
    for (let i = 0; i < live; i++) budget.begin()
    assert.equal(takeAll(budget).length, allowed, `${live} live`)
  }
})

test('take() allows none where the operator allows none', () => {
  const budget = new RetryBudget({ percent: 0, least: 0 })
  for (let i = 0; i < 100; i++) budget.begin()
  assert.equal(budget.take(), undefined)
})

test('a release counts once', () => {
  const budget = new RetryBudget({ percent: 50, least: 1 })
  const end = budget.begin()
  budget.begin()
  end()
  end()
  assert.equal(budget.live, 1)
  const release = budget.take()
  release?.()
  release?.()
  assert.equal(budget.retrying, 0)
  assert.equal(takeAll(budget).length, 1)
})

test('tune() changes the share and keeps the count', () => {
  const budget = new RetryBudget({ percent: 10, least: 0 })
  for (let i = 0; i < 100; i++) budget.begin()
  const taken = takeAll(budget)
  assert.equal(taken.length, 10)
  budget.tune({ percent: 12, least: 0 })
  assert.equal(takeAll(budget).length, 2)
  budget.tune({ percent: 5, least: 0 })
  for (const release of taken) release()
  assert.equal(takeAll(budget).length, 3)
})

test('RetryBudget holds its bound over any run of begins, ends, takes and releases', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed)
    const options = { percent: lessThan(101, random), least: lessThan(6, random) }
    const budget = new RetryBudget(options)
    const live: (() => void)[] = []
    const retries: (() => void)[] = []
    const old: (() => void)[] = []
    const end = (from: (() => void)[]) => {
      const [release] = from.splice(lessThan(from.length, random), 1)
      release?.()
      if (release !== undefined) old.push(release)
    }
    const steps = [
      () => live.push(budget.begin()),
      () => live.push(budget.begin()),
      () => end(live),
      () => end(retries),
      () => old[lessThan(old.length, random)]?.(),
      () => {
        const bound = Math.max(options.least, (live.length * options.percent) / 100)
        const release = budget.take()
        assert.equal(release !== undefined, retries.length + 1 <= bound, `seed ${seed}`)
        if (release !== undefined) retries.push(release)
      },
    ]
    for (let i = 0; i < 3000; i++) {
      steps[lessThan(steps.length, random)]?.()
      assert.equal(budget.live, live.length)
      assert.equal(budget.retrying, retries.length)
    }
    for (const release of [...live, ...retries, ...old]) release()
    assert.deepEqual([budget.live, budget.retrying], [0, 0])
  }
})
