import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { OutcomeWindow } from './outcome-window.ts'

test('OutcomeWindow counts what is surely inside and nothing that is surely outside', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed)
    const within = 100 + lessThan(5000, random)
    const window = new OutcomeWindow(within)
    const seen: { failed: boolean; at: number }[] = []
    let now = -lessThan(10_000, random)
    for (let i = 0; i < 1000; i++) {
      now += random() < 0.02 ? within * 3 * random() : (within / 50) * random()
      const failed = random() < 0.3
      window.add(failed, now)
      seen.push({ failed, at: now })
      const younger = (age: number) => seen.filter(({ at }) => now - at < age)
      const [sure, most] = [younger(within * 0.9), younger(within)]
      assert.ok(window.total >= sure.length && window.total <= most.length, `seed ${seed}`)
      const bad = (of: typeof seen) => of.filter((one) => one.failed).length
      assert.ok(window.failed >= bad(sure) && window.failed <= bad(most), `seed ${seed}`)
    }
  }
})

test('clear() forgets all', () => {
  const window = new OutcomeWindow(1000)
  window.add(true, 5)
  window.clear()
  assert.deepEqual([window.total, window.failed], [0, 0])
  window.add(false, 6)
  assert.deepEqual([window.total, window.failed], [1, 0])
})
