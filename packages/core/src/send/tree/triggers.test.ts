import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../../test/harness.ts'
import type { Outcome } from '../outcome.ts'
import { admitted, failed, got, record, scene } from './scene-fixture.ts'
import { BALANCE, compileTriggers, FALL_BACK, isTargets, KEYS, RETRY, type TriggerWord, triggers } from './triggers.ts'

function leads(on: Parameters<typeof triggers>[0], outcome: Outcome, method = 'POST'): boolean {
  return triggers(on, outcome, admitted(scene(), arrival({ method })))
}

test('triggers() by default: the next target, another of those that share the load, another key, once more', () => {
  const held = record({ key: 'key 1' })
  const rows: [outcome: Outcome, fallback: boolean, balance: boolean, keys: boolean, retry: boolean][] = [
    [got(200), false, false, false, false],
    [got(302), false, false, false, false],
    [got(400), false, false, false, false],
    [got(404), false, false, false, false],
    [got(413), false, false, false, false],
    [got(422), false, false, false, false],
    // Of the caller's own key it is the caller's; of ours it is no word about the caller.
    [got(401), false, false, false, false],
    [got(403), false, false, false, false],
    [got(401, [], held), true, false, true, false],
    [got(403, [], held), true, false, true, false],
    [got(400, [], held), false, false, false, false],
    [got(408), true, false, false, true],
    [got(429), true, false, true, true],
    [got(500), true, false, false, true],
    [got(501), true, false, false, false],
    [got(503), true, false, false, true],
    [got(529), true, false, false, true],
    [failed('upstream_refused'), true, true, true, true],
    [failed('upstream_tls'), true, true, true, true],
    [failed('connect_timeout'), true, true, true, true],
    [failed('target_busy'), true, true, true, true],
    [failed('token_failed'), true, true, true, true],
    [failed('upstream_reset', 'maybe'), true, false, false, false],
    [failed('upstream_malformed', 'maybe'), true, false, false, false],
    [failed('first_byte_timeout', 'maybe'), true, false, false, false],
    [failed('total_timeout', 'maybe'), true, false, false, false],
    [failed('bad_header'), false, false, false, false],
    [failed('method_unsupported'), false, false, false, false],
  ]
  for (const [outcome, ...expected] of rows) {
    const led = [FALL_BACK, BALANCE, KEYS, RETRY].map((on) => leads(on, outcome))
    assert.deepEqual(led, expected, JSON.stringify(outcome))
  }
})

test('triggers() by the words of the config', () => {
  const rows: [words: readonly TriggerWord[], outcome: Outcome, leads: boolean, method?: string][] = [
    [[404], got(404), true],
    [[404], got(405), false],
    [['4xx'], got(499), true],
    [['4xx'], got(500), false],
    [['5xx'], got(599), true],
    [[], got(500), false],
    [[], failed('upstream_refused'), false],
    [['unsent'], failed('upstream_refused'), true],
    [['unsent'], failed('connect_timeout'), true],
    [['unsent'], failed('upstream_reset', 'maybe'), false],
    // To send these twice is to send them once.
    [['unsent'], failed('upstream_reset', 'maybe'), true, 'GET'],
    [['unsent'], failed('upstream_reset', 'maybe'), true, 'DELETE'],
    [['unsent'], failed('upstream_reset', 'maybe'), false, 'PATCH'],
    [['network'], failed('upstream_reset', 'maybe'), true],
    [['network'], failed('upstream_refused'), true],
    [['network'], failed('first_byte_timeout', 'maybe'), false],
    [['timeout'], failed('first_byte_timeout', 'maybe'), true],
    [['timeout'], failed('upstream_reset', 'maybe'), false],
    [['key'], got(401, [], record({ key: 'k' })), true],
    [['key'], got(401, [], record()), false],
    [['key'], got(429, [], record({ key: 'k' })), false],
    [[401], got(401), true],
  ]
  for (const [words, outcome, expected, method] of rows) {
    assert.equal(leads(compileTriggers(words), outcome, method), expected, JSON.stringify([words, outcome, method]))
  }
})

test('isTargets() tells what a target has done from what was wrong with the request, or with us', () => {
  const rows: [code: Parameters<typeof isTargets>[0], expected: boolean][] = [
    ['upstream_refused', true],
    ['upstream_reset', true],
    ['proxy_unreachable', true],
    ['connect_timeout', true],
    ['first_byte_timeout', true],
    ['bad_header', false],
    ['egress_unpinned', false],
    ['overloaded', false],
    ['client_gone', false],
  ]
  for (const [code, expected] of rows) assert.equal(isTargets(code), expected, code)
})
