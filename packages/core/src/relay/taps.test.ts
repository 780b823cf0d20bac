import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makePlan, makeRoute, until } from '../../test/harness.ts'
import type { Answered } from '../exchange.ts'
import { TAP_BACKLOG, type Tap, type TapFactory } from '../tap.ts'
import { utf8 } from '../web/bytes.ts'
import { createTaps } from './taps.ts'

function watchedBy(...makes: TapFactory[]) {
  const match = { route: makeRoute(() => assert.fail(), { taps: makes }), rest: '', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(arrival()), { match }) as Answered
  return { exchange, taps: createTaps(exchange, makePlan()) }
}

function noting(over: Partial<Tap> = {}) {
  const heard: unknown[] = []
  const tap: Tap = {
    name: 'noting',
    chunk: (bytes) => void heard.push(new TextDecoder().decode(bytes)),
    end: (whole) => void heard.push(whole),
    ...over,
  }
  return { heard, tap }
}

test('createTaps() gives undefined where nobody watches', () => {
  assert.equal(watchedBy(() => undefined).taps, undefined)
})

test('a tap sees every chunk in order, and how it ended', () => {
  const { heard, tap } = noting()
  const { taps } = watchedBy(() => tap)
  taps?.chunk(utf8('a'))
  taps?.chunk(utf8('b'))
  taps?.end(false)
  assert.deepEqual(heard, ['a', 'b', false])
})

test('a tap that is busy gets the rest in order, from copies', async () => {
  const heard: unknown[] = []
  const slow: Tap = {
    name: 'slow',
    async chunk(bytes) {
      heard.push(new TextDecoder().decode(bytes))
      await undefined
    },
    end: (whole) => void heard.push(whole),
  }
  const { exchange, taps } = watchedBy(() => slow)
  const memory = utf8('a')
  for (const text of ['a', 'b', 'c']) {
    memory.set(utf8(text))
    taps?.chunk(memory)
  }
  taps?.end(true)
  await until(() => heard.includes(true))
  assert.deepEqual(heard, ['a', 'b', 'c', true])
  assert.equal(exchange.tapsDropped, 0)
})

test('a tap that fails anywhere is dropped and counted once; the others go on', async () => {
  const broken = () => {
    throw new Error('broken')
  }
  const rejected = () => Promise.reject(new Error('broken'))
  const rows: [make: TapFactory, name: string][] = [
    [broken, 'at its making'],
    [() => noting({ chunk: broken }).tap, 'at a chunk'],
    [() => noting({ chunk: rejected }).tap, 'later'],
    [() => noting({ end: broken }).tap, 'at the end'],
    [() => noting({ end: rejected as unknown as () => void }).tap, 'after the end'],
  ]
  for (const [make, name] of rows) {
    const good = noting()
    const { exchange, taps } = watchedBy(make, () => good.tap)
    taps?.chunk(utf8('a'))
    taps?.chunk(utf8('b'))
    taps?.end(true)
    await until(() => exchange.tapsDropped > 0)
    assert.equal(exchange.tapsDropped, 1, name)
    assert.deepEqual(good.heard, ['a', 'b', true], name)
  }
})

test('a tap that lags by more than its backlog is dropped and never told the end', () => {
  let ended = false
  const lagging: Tap = {
    name: 'lagging',
    chunk: () => new Promise(() => {}),
    end: () => {
      ended = true
    },
  }
  const { exchange, taps } = watchedBy(() => lagging)
  taps?.chunk(utf8('a'))
  taps?.chunk(new Uint8Array(TAP_BACKLOG))
  assert.equal(exchange.tapsDropped, 0)
  taps?.chunk(utf8('b'))
  taps?.end(true)
  assert.equal(exchange.tapsDropped, 1)
  assert.equal(ended, false)
})
