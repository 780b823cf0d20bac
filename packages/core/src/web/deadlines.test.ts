import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../test/harness.ts'
import { Deadlines } from './deadlines.ts'

/** Time stands still until the test moves it; the sweep itself runs on a real timer. */
function timed() {
  const time = { now: 1000 }
  return { time, deadlines: new Deadlines(() => time.now) }
}

/** A deadline that is due now fires at the next sweep, so whatever else was due has fired by then. */
async function swept(deadlines: Deadlines): Promise<void> {
  let done = false
  deadlines.after(0, () => {
    done = true
  })
  await until(() => done)
}

test('after() fires once its span is over, and not before', async () => {
  const { time, deadlines } = timed()
  let fired = 0
  deadlines.after(100, () => fired++)
  time.now = 1099
  await swept(deadlines)
  assert.equal(fired, 0)
  time.now = 1100
  await until(() => fired > 0)
  time.now = 9999
  await swept(deadlines)
  assert.equal(fired, 1)
  assert.equal(deadlines.size, 0)
})

test('touch() starts the span anew; clear() ends it', async () => {
  const { time, deadlines } = timed()
  const fired: string[] = []
  const touched = deadlines.after(100, () => fired.push('touched'))
  const cleared = deadlines.after(100, () => fired.push('cleared'))
  time.now = 1099
  touched.touch()
  cleared.clear()
  time.now = 1150
  await swept(deadlines)
  assert.deepEqual(fired, [])
  time.now = 1199
  await until(() => fired.length > 0)
  assert.deepEqual(fired, ['touched'])
})

test('hold() stops the clock until touch() starts it anew', async () => {
  const { time, deadlines } = timed()
  let fired = false
  const held = deadlines.after(100, () => {
    fired = true
  })
  held.hold()
  time.now = 99_999
  await swept(deadlines)
  assert.equal(fired, false)
  held.touch()
  time.now = 100_098
  await swept(deadlines)
  assert.equal(fired, false)
  time.now = 100_099
  await until(() => fired)
  assert.equal(deadlines.size, 0)
})

test('a deadline that fires may clear others that are due, and begin new ones', async () => {
  const { time, deadlines } = timed()
  const fired: string[] = []
  deadlines.after(10, () => {
    fired.push('first')
    second.clear()
    deadlines.after(10, () => fired.push('third'))
  })
  const second = deadlines.after(10, () => fired.push('second'))
  time.now = 1010
  await until(() => fired.length > 0)
  time.now = 1020
  await until(() => fired.length > 1)
  assert.deepEqual(fired, ['first', 'third'])
  assert.equal(deadlines.size, 0)
  second.clear()
})

test('after() keeps the other deadlines alive when one throws', async () => {
  const { time, deadlines } = timed()
  let fired = false
  deadlines.after(10, () => {
    throw new Error('broken')
  })
  deadlines.after(10, () => {
    fired = true
  })
  time.now = 1010
  await until(() => fired)
  assert.equal(deadlines.size, 0)
})
