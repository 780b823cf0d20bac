import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../../test/random.ts'
import { Quantile } from './quantile.ts'

test('value() is unknown below twenty values', () => {
  const quantile = new Quantile()
  for (let i = 1; i < 20; i++) {
    quantile.add(i)
    assert.equal(quantile.value(), undefined)
  }
  quantile.add(20)
  assert.equal(quantile.value(), 19)
})

test('value() sorts as numbers, and 0 is a value', () => {
  const quantile = new Quantile(0.5, 64)
  for (let i = 0; i < 10; i++) quantile.add(0)
  for (const value of [9, 10, 100, 1000, 2, 30, 4, 5, 6, 7]) quantile.add(value)
  assert.equal(quantile.value(), 0)
})

test('value() is the nearest rank of the last values, at most fifteen of them behind', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = randomFrom(seed)
    const quantile = new Quantile(0.95, 128)
    const seen: number[] = []
    for (let i = 0; i < 1000; i++) {
      const value = random() ** 4 * 10_000
      seen.push(value)
      quantile.add(value)
      if (seen.length < 20 || random() < 0.5) continue
      const of = (end: number) => {
        const sorted = seen.slice(Math.max(0, end - 128), end).sort((a, b) => a - b)
        return sorted[Math.ceil(0.95 * sorted.length) - 1] as number
      }
      const behind = Array.from({ length: 16 }, (_, late) => of(seen.length - late))
      assert.ok(behind.includes(quantile.value() as number), `seed ${seed}, value ${i}`)
    }
  }
})
