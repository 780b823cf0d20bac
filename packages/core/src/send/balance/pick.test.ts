import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, misfits, randomFrom } from '../../../test/random.ts'
import { DEFAULT_EXPLORE, type Named, pickFastest, pickLeast, pickSticky, pickWeighted } from './pick.ts'

const DRAWS = 40_000

/** Weights as people write them, and as they do not. */
const WEIGHTS: readonly (readonly number[])[] = [
  [1],
  [1, 1],
  [1, 2, 3, 4],
  [0.9, 0.1],
  [99, 1],
  [0, 1, 0, 3],
  [0.001, 0.002],
  [1e6, 1e6, 5e5],
  [2, 0, 0],
]

function counted(size: number, pick: (i: number) => number, draws = DRAWS): number[] {
  const counts = new Array<number>(size).fill(0)
  for (let i = 0; i < draws; i++) {
    const picked = pick(i)
    assert.ok(picked >= 0 && picked < size)
    counts[picked] = (counts[picked] as number) + 1
  }
  return counts
}

const named = (weights: readonly number[]): Named[] => weights.map((weight, i) => ({ name: `target-${i}`, weight }))

test('pickWeighted() picks as often as the weights say', () => {
  for (const [seed, weights] of WEIGHTS.entries()) {
    const random = randomFrom(seed)
    assert.deepEqual(
      misfits(
        counted(weights.length, () => pickWeighted(weights, random)),
        weights,
      ),
      [],
      `${weights}`,
    )
  }
})

test('pickWeighted() never picks what has no weight, at the edges of chance either', () => {
  for (const edge of [0, Number.MIN_VALUE, 0.5, 1 - 2 ** -53]) {
    assert.equal(
      pickWeighted([0, 1, 0], () => edge),
      1,
    )
    assert.equal(pickWeighted([0, 0.1, 0.2, 0.7, 0], () => edge) === 4, false)
  }
})

test('each pick is even where nothing has a weight, and none where there is nothing', () => {
  const random = randomFrom(3)
  const none = [0, 0, 0]
  const picks = [
    () => pickWeighted(none, random),
    () => pickLeast(none, none, random),
    () => pickFastest([5, 5, 5], none, random),
    (i: number) => pickSticky(`key ${i}`, named(none)),
  ]
  for (const pick of picks) assert.deepEqual(misfits(counted(3, pick), [1, 1, 1]), [])
  assert.equal(pickWeighted([], random), -1)
  assert.equal(pickLeast([], [], random), -1)
  assert.equal(pickFastest([], [], random), -1)
  assert.equal(pickSticky('key', []), -1)
})

test('pickSticky() shares the keys as the weights say, whatever the keys look like', () => {
  const kinds: ((i: number) => string)[] = [
    (i) => `${i}`,
    (i) => `session-${String(i).padStart(8, '0')}`,
    (i) => `${(i * 2654435761) >>> 0}@example.com`,
    (i) => '\u00e9'.repeat(1 + (i % 7)) + i,
  ]
  for (const kind of kinds) {
    for (const weights of WEIGHTS) {
      const items = named(weights)
      assert.deepEqual(
        misfits(
          counted(weights.length, (i) => pickSticky(kind(i), items)),
          weights,
        ),
        [],
        `${weights}`,
      )
    }
  }
})

test('pickSticky() does not care about order', () => {
  const items = named([1, 2, 3, 4])
  const turned = items.toReversed()
  for (let i = 0; i < 1000; i++) {
    const [one, other] = [pickSticky(`key ${i}`, items), pickSticky(`key ${i}`, turned)]
    assert.equal(items[one]?.name, turned[other]?.name)
  }
})

test('pickSticky() moves only the keys of what goes away, and shares them as the weights say', () => {
  const weights = [1, 2, 3, 4]
  const items = named(weights)
  for (const [gone] of items.entries()) {
    const left = items.filter((_, i) => i !== gone)
    const moved = left.map(() => 0)
    for (let i = 0; i < DRAWS; i++) {
      const before = pickSticky(`key ${i}`, items)
      const after = pickSticky(`key ${i}`, left)
      if (before === gone) moved[after] = (moved[after] as number) + 1
      else assert.equal(left[after]?.name, items[before]?.name)
    }
    assert.deepEqual(
      misfits(
        moved,
        left.map(({ weight }) => weight),
      ),
      [],
    )
  }
})

test('pickSticky() gives a new or heavier item no more than its share, and moves nothing between the others', () => {
  const before = named([1, 1, 1])
  const rows: [after: Named[], grown: number, share: number][] = [
    [[...before, { name: 'new', weight: 1 }], 3, 1 / 4],
    [before.map((item, i) => (i === 1 ? { ...item, weight: 2 } : item)), 1, 2 / 4 - 1 / 3],
  ]
  for (const [after, grown, share] of rows) {
    let moved = 0
    for (let i = 0; i < DRAWS; i++) {
      const [from, to] = [pickSticky(`key ${i}`, before), pickSticky(`key ${i}`, after)]
      if (from === to) continue
      assert.equal(to, grown)
      moved++
    }
    assert.deepEqual(misfits([moved, DRAWS - moved], [share, 1 - share]), [])
  }
})

test('pickLeast() picks the least loaded for its weight', () => {
  const random = randomFrom(5)
  const rows: [loads: number[], weights: number[], picked: number][] = [
    [[3, 1, 2], [1, 1, 1], 1],
    [[3, 2], [4, 1], 0],
    [[1, 0], [9, 1], 1],
    [[0, 5], [0, 1], 1],
    [[7, 8, 0], [1, 1, 0], 0],
  ]
  for (const [loads, weights, picked] of rows) assert.equal(pickLeast(loads, weights, random), picked, `${loads}`)
})

test('pickLeast() draws lots among equals, as the weights say', () => {
  for (const [seed, weights] of WEIGHTS.entries()) {
    const random = randomFrom(seed)
    const idle = weights.map(() => 0)
    const alike = weights.every(Number.isInteger) ? weights.map((weight) => weight * 3) : idle
    for (const loads of [idle, alike]) {
      const counts = counted(weights.length, () => pickLeast(loads, weights, random))
      assert.deepEqual(misfits(counts, weights), [], `${weights}`)
    }
  }
})

test('pickLeast() keeps loads in the proportion of the weights', () => {
  const random = randomFrom(9)
  const weights = [1, 2, 5]
  const loads = [0, 0, 0]
  const running: number[] = []
  for (let i = 0; i < 5000; i++) {
    const picked = pickLeast(loads, weights, random)
    loads[picked] = (loads[picked] as number) + 1
    running.push(picked)
    if (running.length <= 80) continue
    const [ended] = running.splice(lessThan(running.length, random), 1)
    loads[ended as number] = (loads[ended as number] as number) - 1
    // Nobody is ever more than one attempt fuller for its weight than the emptiest was when it was picked.
    const shares = loads.map((load, at) => load / (weights[at] as number))
    assert.ok((loads[picked] as number) / (weights[picked] as number) <= Math.min(...shares) + 2, `${loads}`)
  }
})

test('pickFastest() picks the fastest, and sends a small share wherever the weights say', () => {
  const random = randomFrom(11)
  const latencies = [900, 300, 700]
  const weights = [1, 1, 2]
  const counts = counted(3, () => pickFastest(latencies, weights, random))
  const strays = DEFAULT_EXPLORE / 4
  assert.deepEqual(misfits(counts, [strays, 1 - 3 * strays, 2 * strays]), [])
})

test('pickFastest() tries the unknown first, and lets a weight make up for latency', () => {
  const random = randomFrom(13)
  const unknown = counted(4, () => pickFastest([10, undefined, 5, undefined], [1, 1, 1, 3], random))
  assert.deepEqual([unknown[0], unknown[2]], [0, 0])
  assert.deepEqual(misfits([unknown[1] as number, unknown[3] as number], [1, 3]), [])
  const never = () => 1 - 2 ** -53
  assert.equal(pickFastest([100, 150], [1, 2], never), 1)
  assert.equal(pickFastest([100, 150, undefined], [1, 1, 0], never), 0)
})
