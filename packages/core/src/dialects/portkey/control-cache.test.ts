import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTarget } from '../../../test/harness.ts'
import { configs, standard, trees } from '../../../test/portkey-stage.ts'
import type { Caller } from '../../exchange.ts'
import { askOf } from './asks.ts'
import { ControlCache } from './control-cache.ts'

const anonymous: Caller = { kind: 'anonymous' }
const options = { providers: standard, configs, blank: makeTarget(), trees, hosts: true }

const key = (...lines: readonly [name: string, value: string][]) =>
  lines.map(([name, value]) => `\nx-portkey-${name}\n${value}`).join('')

test('ControlCache reads the same controls once, and askOf() compiles them once for each caller', () => {
  const cache = new ControlCache()
  const same = key(['provider', 'openai'], ['config', '{"request_timeout":5}'])
  const controls = cache.get(same)
  assert.equal(cache.get(same), controls)
  assert.notEqual(cache.get(key(['provider', 'openai'], ['config', '{"request_timeout":6}'])), controls)
  const ask = askOf(controls, anonymous, undefined, options)
  assert.ok(ask !== undefined)
  assert.equal(askOf(controls, anonymous, undefined, options), ask)
  assert.notEqual(askOf(controls, { kind: 'key', name: 'ci' }, undefined, options), ask)
})

test('askOf() keeps nothing for a slug that nobody bears', () => {
  const controls = new ControlCache().get('')
  for (let i = 0; i < 100; i++) assert.equal(askOf(controls, anonymous, `absent-${i}`, options), undefined)
  assert.equal(controls.asks.size, 0)
  assert.equal(askOf(controls, anonymous, 'team', options)?.route.name, 'portkey team')
})

test('ControlCache forgets the oldest, by number and by size', () => {
  const cache = new ControlCache()
  const ask = (host: string) => cache.get(key(['custom-host', host]))
  const kept = ask('https://kept.test')
  for (let i = 0; i < 600; i++) ask(`https://h${i}.test`)
  assert.notEqual(ask('https://kept.test'), kept)
  const long = `https://h.test/${'x'.repeat(60_000)}`
  const one = ask(`${long}/0`)
  assert.equal(ask(`${long}/0`), one)
  for (let i = 1; i < 20; i++) ask(`${long}/${i}`)
  assert.notEqual(ask(`${long}/0`), one)
  const huge = `https://h.test/${'x'.repeat(200_000)}`
  assert.notEqual(ask(huge), ask(huge))
})
