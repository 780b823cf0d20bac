import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Rest } from './rest.ts'

const options = { first: 100, refused: 5000, longest: 1000 }

test('rest() rests exactly as long as it was told, up to the cap', () => {
  for (const [ms, lasts] of [
    [0, 0],
    [1, 1],
    [250, 250],
    [1000, 1000],
    [86_400_000, 1000],
    [Number.POSITIVE_INFINITY, 1000],
  ] as const) {
    const rest = new Rest(options)
    rest.rest(50, ms)
    assert.equal(rest.resting(50 + lasts), false, `${ms}`)
    assert.equal(rest.until(50 + lasts), undefined)
    if (lasts === 0) continue
    assert.equal(rest.resting(50 + lasts - 1), true)
    assert.equal(rest.until(50), 50 + lasts)
  }
})

test('a new one does not rest, whatever the clock says', () => {
  for (const now of [-5, 0, 1e12]) assert.equal(new Rest(options).resting(now), false)
})

test('rest() without a word grows up to the cap, and begins anew after as much good time', () => {
  const rest = new Rest(options)
  let now = 0
  for (const lasts of [100, 200, 400, 800, 1000, 1000]) {
    rest.rest(now)
    assert.equal(rest.until(now), now + lasts)
    now += lasts
  }
  now += 999
  rest.rest(now)
  assert.equal(rest.until(now), now + 1000, 'not yet well for as long as it rested')
  now += 1000 + 1000
  rest.rest(now)
  assert.equal(rest.until(now), now + 100)
})

test('rest() takes what is refused together for one refusal', () => {
  const rest = new Rest(options)
  for (let now = 0; now < 50; now++) rest.rest(now)
  assert.equal(rest.until(50), 100)
  rest.rest(100)
  assert.equal(rest.until(100), 300)
})

test('rest() lets a later word lengthen it and never shorten it', () => {
  const rest = new Rest(options)
  rest.rest(0, 500)
  rest.rest(10, 20)
  rest.rest(20)
  assert.equal(rest.until(20), 500)
  rest.rest(30, 600)
  assert.equal(rest.until(30), 630)
})

test('refuse() rests long', () => {
  const rest = new Rest({ first: 100, refused: 800, longest: 1000 })
  rest.refuse(150)
  assert.equal(rest.until(150), 950)
})

test('well() ends a rest by what was asked behind the last word, and by nothing that was under way before it', () => {
  const rest = new Rest({ first: 100, refused: 800, longest: 1000 })
  rest.well(0, 10)
  assert.equal(rest.resting(10), false, 'it did not rest')
  rest.refuse(150)
  for (const began of [0, 149, 150]) rest.well(began, 200)
  assert.equal(rest.until(200), 950)
  rest.rest(210, 10)
  rest.well(205, 220)
  assert.equal(rest.until(220), 950, 'a word that lengthens nothing is a word all the same')
  rest.well(211, 230)
  assert.equal(rest.resting(230), false)
})

test('well() does not take what a rest has grown to: that takes as much good time as ever', () => {
  const rest = new Rest(options)
  rest.rest(0)
  rest.rest(100)
  assert.equal(rest.until(100), 300)
  rest.well(150, 160)
  rest.rest(161)
  assert.equal(rest.until(161), 561)
  rest.well(170, 180)
  rest.rest(180 + 400)
  assert.equal(rest.until(580), 680)
})

test('tune() keeps what rests resting', () => {
  const rest = new Rest(options)
  rest.rest(0, 500)
  rest.tune({ first: 10, refused: 10, longest: 10 })
  assert.equal(rest.until(1), 500)
  rest.rest(500, 500)
  assert.equal(rest.until(500), 510)
})
