import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, percentile, ratio } from './stats.ts'

test('median() takes the middle, and the mean of two middles', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
})

test('percentile() stays inside the values', () => {
  const sorted = [1, 2, 3, 4]
  assert.deepEqual(
    [0, 0.5, 0.99, 1].map((share) => percentile(sorted, share)),
    [1, 3, 4, 4],
  )
})

test('ratio() compares round by round', () => {
  assert.deepEqual(ratio([10, 50, 9], [10, 100, 10]), { median: 0.9, low: 0.5, high: 1 })
})
