import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Breaker, type BreakerOptions } from './breaker.ts'

const options: BreakerOptions = { consecutive: 3, rest: 100, longest: 800, probes: 1 }

function fail(breaker: Breaker, now: number, times = 1): void {
  for (let i = 0; i < times; i++) breaker.begin(now).failure(now)
}

function succeed(breaker: Breaker, now: number, times = 1): void {
  for (let i = 0; i < times; i++) breaker.begin(now).success(now)
}

test('failures in a row open it; a success between them does not let it come to that', () => {
  const breaker = new Breaker(options)
  fail(breaker, 0, 2)
  succeed(breaker, 0)
  fail(breaker, 0, 2)
  assert.equal(breaker.state(0), 'closed')
  assert.equal(breaker.fit(0), true)
  fail(breaker, 0)
  assert.equal(breaker.state(0), 'open')
  assert.equal(breaker.fit(0), false)
  assert.equal(breaker.state(99), 'open')
  assert.equal(breaker.state(100), 'half_open')
})

test('what was dropped tells nothing', () => {
  const breaker = new Breaker(options)
  fail(breaker, 0, 2)
  breaker.begin(0).dropped()
  fail(breaker, 0)
  assert.equal(breaker.state(0), 'open')
})

test('a rate opens it, from as many attempts on as it asks for', () => {
  const rate = { share: 0.5, of: 10, within: 1000 }
  const breaker = new Breaker({ ...options, consecutive: 0, rate })
  fail(breaker, 0, 9)
  assert.equal(breaker.state(0), 'closed', 'nine are too few')
  fail(breaker, 0)
  assert.equal(breaker.state(0), 'open')

  const mixed = new Breaker({ ...options, consecutive: 0, rate })
  succeed(mixed, 0, 11)
  fail(mixed, 0, 10)
  assert.equal(mixed.state(0), 'closed', 'ten of twenty-one')
  fail(mixed, 0)
  assert.equal(mixed.state(0), 'open')
})

test('a rate forgets what is older than its window, and what was before an opening', () => {
  const breaker = new Breaker({ ...options, consecutive: 0, rate: { share: 0.5, of: 4, within: 1000 } })
  fail(breaker, 0, 3)
  fail(breaker, 1100, 3)
  assert.equal(breaker.state(1100), 'closed')
  fail(breaker, 1100)
  assert.equal(breaker.state(1100), 'open')
  succeed(breaker, 1200)
  fail(breaker, 1200, 3)
  assert.equal(breaker.state(1200), 'closed')
})

test('half-open lets as many through as there are probes, until they are back', () => {
  const breaker = new Breaker({ ...options, probes: 2 })
  fail(breaker, 0, 3)
  const first = breaker.begin(100)
  assert.equal(breaker.fit(100), true)
  const second = breaker.begin(100)
  assert.equal(breaker.fit(100), false)
  first.dropped()
  first.dropped()
  assert.equal(breaker.fit(100), true)
  assert.equal(breaker.begin(100) !== undefined && breaker.fit(100), false)
  second.success(150)
  assert.equal(breaker.state(150), 'closed')
  assert.equal(breaker.fit(150), true)
})

test('each opening in a row rests twice as long, up to the cap', () => {
  const breaker = new Breaker(options)
  let now = 0
  fail(breaker, now, 3)
  for (const rest of [100, 200, 400, 800, 800, 800]) {
    assert.equal(breaker.until, now + rest)
    assert.equal(breaker.state(now + rest - 1), 'open')
    now += rest
    fail(breaker, now)
    assert.equal(breaker.state(now), 'open')
  }
})

test('healthy time makes the doubling good, an opening as slowly as it grew', () => {
  const rows: [healthy: number, rest: number][] = [
    [0, 800],
    [399, 800],
    [400, 400],
    [599, 400],
    [600, 200],
    [700, 100],
    [1e9, 100],
  ]
  for (const [healthy, rest] of rows) {
    const breaker = new Breaker(options)
    fail(breaker, 0, 3)
    fail(breaker, 100)
    fail(breaker, 300)
    succeed(breaker, 700)
    assert.equal(breaker.state(700), 'closed')
    const now = 700 + healthy
    fail(breaker, now, 3)
    assert.equal(breaker.until, now + rest, `${healthy} healthy`)
  }
})

test('a late result of what began before it opened neither closes it nor opens it again', () => {
  const breaker = new Breaker(options)
  const late = [breaker.begin(0), breaker.begin(0), breaker.begin(0), breaker.begin(0)] as const
  fail(breaker, 0, 3)
  late[0].success(10)
  assert.equal(breaker.state(10), 'open')
  late[1].failure(20)
  assert.equal(breaker.until, 100)
  late[2].success(100)
  assert.equal(breaker.state(100), 'half_open')
  late[3].failure(100)
  assert.equal(breaker.state(100), 'half_open')
  assert.equal(breaker.fit(100), true)
})

test('a late probe does not undo what another one found out', () => {
  const breaker = new Breaker({ ...options, probes: 2 })
  fail(breaker, 0, 3)
  const [good, bad] = [breaker.begin(100), breaker.begin(100)]
  bad.failure(110)
  good.success(120)
  assert.equal(breaker.state(120), 'open')
  assert.equal(breaker.until, 310)
})

test('what begins while it is open can close it, and its failure does not lengthen the rest', () => {
  const breaker = new Breaker(options)
  fail(breaker, 0, 3)
  fail(breaker, 10, 50)
  assert.equal(breaker.until, 100)
  breaker.begin(20).success(30)
  assert.equal(breaker.state(30), 'closed')
})

test('trip() opens it for a while, which reset() ends', () => {
  const breaker = new Breaker(options)
  const before = breaker.begin(0)
  breaker.trip(0, 500)
  assert.equal(breaker.state(499), 'open')
  breaker.trip(100, 10)
  assert.equal(breaker.until, 500)
  before.success(200)
  assert.equal(breaker.state(200), 'open')
  assert.equal(breaker.state(500), 'half_open')
  breaker.trip(500, 100)
  assert.equal(breaker.state(599), 'open')
  breaker.reset()
  assert.equal(breaker.state(599), 'closed')
  fail(breaker, 600, 3)
  assert.equal(breaker.until, 700)
})

test('trip() after healthy time does not bring back what that time made good', () => {
  const breaker = new Breaker(options)
  fail(breaker, 0, 3)
  fail(breaker, 100)
  succeed(breaker, 300)
  breaker.trip(10_000, 50)
  fail(breaker, 10_050)
  assert.equal(breaker.until, 10_150)
})

test('tune() changes the numbers and keeps the state', () => {
  const breaker = new Breaker(options)
  fail(breaker, 0, 2)
  breaker.tune({ ...options, consecutive: 4 })
  fail(breaker, 0)
  assert.equal(breaker.state(0), 'closed')
  fail(breaker, 0)
  assert.equal(breaker.state(0), 'open')
  breaker.tune({ ...options, consecutive: 0 })
  assert.equal(breaker.until, 100)
})
