import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../../test/random.ts'
import { Latency } from './latency.ts'

const near = (value: number | undefined, expected: number, message?: string) =>
  assert.ok(value !== undefined && Math.abs(value - expected) <= 1e-6 * expected, `${message}: ${value}, ${expected}`)

test('value() is unknown until something was measured', () => {
  const latency = new Latency(1000)
  assert.equal(latency.value(0), undefined)
  latency.add(70, 5)
  assert.equal(latency.value(5), 70)
  assert.equal(latency.value(900), 70, 'without a newer answer the mean stays')
})

test('add() counts an answer half as much with each half-life', () => {
  const latency = new Latency(1000)
  latency.add(100, 0)
  latency.add(400, 1000)
  near(latency.value(1000), (100 * 0.5 + 400) / 1.5)
  latency.add(400, 1000)
  near(latency.value(1000), (100 * 0.5 + 400 * 2) / 2.5, 'two at one instant count alike')
})

test('add() is the decayed mean of the whole history', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomFrom(seed)
    const latency = new Latency(500)
    const seen: { ms: number; at: number }[] = []
    let now = 0
    for (let i = 0; i < 300; i++) {
      now += random() < 0.5 ? 0 : random() * 400
      const ms = 1 + random() * 5000
      seen.push({ ms, at: now })
      latency.add(ms, now)
      const weights = seen.map(({ at }) => 2 ** ((at - now) / 500))
      const sum = seen.reduce((total, one, at) => total + one.ms * (weights[at] as number), 0)
      near(latency.value(now), sum / weights.reduce((total, weight) => total + weight, 0), `seed ${seed}`)
    }
  }
})

test('value() forgets what is long ago, and then counts new answers alone', () => {
  const latency = new Latency(1000)
  for (let i = 0; i < 1000; i++) latency.add(50, 0)
  assert.equal(latency.value(30_000), 50)
  assert.equal(latency.value(30_001), undefined)
  latency.add(900, 1e9)
  near(latency.value(1e9), 900)
})

test('value() grows while nothing is heard of what is under way', () => {
  const latency = new Latency(1000)
  latency.begin(0)
  assert.equal(latency.value(0), 0)
  assert.equal(latency.value(700), 700)
  latency.begin(750)
  assert.equal(latency.value(1000), 1000)
  latency.add(1000, 1000)
  assert.equal(latency.value(1000), 1000)
  assert.equal(latency.value(2500), 1500, 'silent since the answer')
  latency.add(300, 1050)
  const known = latency.value(1050)
  assert.equal(latency.value(20_000), known, 'nothing is under way')
  latency.begin(20_000)
  assert.equal(latency.value(20_100), known)
  assert.equal(latency.value(25_000), 5000)
})

test('dropped() ends the silence, and does not hide it while others wait', () => {
  const latency = new Latency(1000)
  latency.begin(0)
  latency.begin(10)
  latency.dropped()
  assert.equal(latency.value(500), 500)
  latency.dropped()
  latency.dropped()
  assert.equal(latency.value(500), undefined)
  latency.begin(600)
  assert.equal(latency.value(601), 1)
})

test('failed() makes what refuses at once look slow', () => {
  const latency = new Latency(1000)
  latency.begin(0)
  latency.failed(1, 1)
  assert.ok((latency.value(1) as number) >= 5000)
  latency.failed(60_000, 2)
  assert.ok((latency.value(2) as number) > 30_000)
})
