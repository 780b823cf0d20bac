import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../../test/random.ts'
import { backoff, DEFAULT_BACKOFF } from './backoff.ts'

const most = () => 1 - 2 ** -32
const wait = { initial: 100, max: 1000 }

test('backoff() doubles what it waits at most, up to the cap', () => {
  const rows: [attempt: number, longest: number][] = [
    [0, 100],
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
    [5, 1000],
    [6, 1000],
    [5000, 1000],
    [Number.MAX_SAFE_INTEGER, 1000],
  ]
  for (const [attempt, longest] of rows) assert.equal(Math.round(backoff(attempt, wait, most)), longest, `${attempt}`)
})

test('backoff() waits nothing where nothing is configured', () => {
  assert.equal(backoff(2000, { initial: 0, max: 1000 }, most), 0)
  assert.equal(backoff(3, { initial: 100, max: 0 }, most), 0)
})

test('backoff() spreads evenly over the whole wait', () => {
  const random = randomFrom(1)
  const quarters = [0, 0, 0, 0]
  for (let i = 0; i < 4000; i++) {
    const ms = backoff(3, DEFAULT_BACKOFF, random)
    assert.ok(ms >= 0 && ms < 2000)
    const quarter = Math.floor(ms / 500)
    quarters[quarter] = (quarters[quarter] as number) + 1
  }
  for (const count of quarters) assert.ok(count > 850 && count < 1150, String(quarters))
})
