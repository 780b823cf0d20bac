import assert from 'node:assert/strict'
import { test } from 'node:test'
import { State } from './state.ts'

test('idle() resolves when the last exchange has ended', async () => {
  const state = new State()
  await state.idle()
  state.begin()
  state.begin()
  let idle = false
  const waiting = state.idle().then(() => {
    idle = true
  })
  state.end()
  await undefined
  assert.equal(idle, false)
  state.end()
  await waiting
  assert.equal(state.inFlight, 0)
})

test('part() makes each part once, by name', () => {
  const state = new State()
  const first = state.part('counters', () => new Map<string, number>())
  assert.equal(
    state.part('counters', () => new Map<string, number>()),
    first,
  )
  assert.notEqual(
    state.part('others', () => new Map<string, number>()),
    first,
  )
})
