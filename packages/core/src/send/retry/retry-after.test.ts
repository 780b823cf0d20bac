import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { readRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0)

type Row = readonly [headers: readonly string[], ms: number | undefined, status?: number]

function holds(rows: readonly Row[]): void {
  for (const [headers, ms, status = 429] of rows)
    assert.equal(readRetryAfter(headers, status, NOW), ms, JSON.stringify(headers))
}

test('readRetryAfter() reads seconds, decimals and dates, on any status', () => {
  holds([
    [['retry-after', '2'], 2000],
    [['Retry-After', ' 2 '], 2000, 503],
    [['retry-after', '0'], 0],
    [['retry-after', '0.5'], 500],
    [['retry-after', '7.66'], 7660],
    [['retry-after', '1.1'], 1100],
    [['retry-after', 'Sat, 21 Nov 2026 12:00:30 GMT'], 30_000],
    [['retry-after', 'Saturday, 21-Nov-26 12:00:30 GMT'], 30_000, 529],
    [['retry-after', 'Sat Nov 21 12:00:30 2026'], 30_000],
    [['retry-after', 'Sat, 21 Nov 2026 11:59:30 GMT'], 0],
  ])
})

test('readRetryAfter() prefers the finer headers', () => {
  holds([
    [['retry-after', '2', 'retry-after-ms', '1500'], 1500],
    [['Retry-After-Ms', '12.4'], 12],
    [['x-ms-retry-after-ms', '250', 'retry-after', '1'], 250],
    [['retry-after-ms', 'soon', 'retry-after', '1'], 1000],
    [['retry-after', 'soon', 'retry-after', '3'], 3000],
    [['retry-after', '2', 'x-ratelimit-reset-requests', '6m0s', 'x-ratelimit-remaining-requests', '0'], 2000],
  ])
})

test('readRetryAfter() reads what providers write about their limits', () => {
  holds([
    // OpenAI, Groq
    [['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '1s'], 1000],
    [['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '6m0s'], 360_000],
    [['x-ratelimit-remaining-tokens', '0', 'x-ratelimit-reset-tokens', '120ms'], 120],
    [['x-ratelimit-remaining-tokens', '0', 'x-ratelimit-reset-tokens', '7.66s'], 7660],
    [['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '2m59.56s'], 179_560],
    [['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '23h47m36.648s'], 85_656_648],
    // Azure OpenAI, Cerebras: plain seconds
    [['x-ratelimit-remaining-requests', '0', 'x-ratelimit-reset-requests', '8'], 8000],
    [['x-ratelimit-remaining-requests-day', '0', 'x-ratelimit-reset-requests-day', '33011.382867'], 33_011_383],
    // Anthropic
    [
      ['anthropic-ratelimit-requests-remaining', '0', 'anthropic-ratelimit-requests-reset', '2026-11-21T12:00:07Z'],
      7000,
    ],
    [
      [
        ...['anthropic-ratelimit-input-tokens-remaining', '0'],
        ...['anthropic-ratelimit-input-tokens-reset', '2026-11-21T14:00:07.5+02:00'],
      ],
      7500,
    ],
    [
      [
        ...['anthropic-ratelimit-unified-5h-status', 'rejected', 'anthropic-ratelimit-unified-5h-reset'],
        ...[String(NOW / 1000 + 60), 'anthropic-ratelimit-unified-7d-status', 'allowed_warning'],
        ...['anthropic-ratelimit-unified-7d-reset', String(NOW / 1000 + 86_400)],
      ],
      60_000,
    ],
    // IETF draft, OpenRouter, and everyone's x-ratelimit-reset
    [['RateLimit-Remaining', '0', 'RateLimit-Reset', '50'], 50_000],
    [['X-RateLimit-Remaining', '0', 'X-RateLimit-Reset', String(NOW + 1234)], 1234],
    [['x-ratelimit-reset', String(NOW / 1000 + 9)], 9000],
    [['x-rate-limit-reset', '3'], 3000],
    [['x-ratelimit-reset', String(NOW / 1000 - 9)], 0],
  ])
})

test('readRetryAfter() waits for the longest of the exhausted limits and for no other', () => {
  const requests = (left: string) => ['x-ratelimit-remaining-requests', left, 'x-ratelimit-reset-requests', '2s']
  const tokens = (left: string) => ['x-ratelimit-remaining-tokens', left, 'x-ratelimit-reset-tokens', '6m0s']
  holds([
    [[...requests('0'), ...tokens('0')], 360_000],
    [[...requests('0'), ...tokens('1')], 2000],
    [[...requests('59'), ...tokens('149984')], undefined],
    [['x-ratelimit-reset-requests', '1s', ...tokens('12')], 1000],
    [['x-ratelimit-reset-requests', '2s', 'x-ratelimit-reset-tokens', '1s'], 2000],
    [['x-ratelimit-remaining-requests', '-1', 'x-ratelimit-reset-requests', '2s'], 2000],
    // Where nothing was exceeded they say how much is left, not how long to wait.
    [requests('0'), undefined, 503],
    [requests('0'), undefined, 200],
  ])
})

test('readRetryAfter() takes garbage for no word at all', () => {
  const garbage = ['', ' ', 'soon', '-1', '1e9', '0x10', 'NaN', 'Infinity', '1,5', '1 s', '5, 5', '2026-11-21', '.']
  const more = ['9'.repeat(400), 'Sat, 31 Feb 2026 12:00:30 GMT', '1.2.3', '2026-13-41T12:00:00Z', 's', '1x', '6m0']
  for (const text of [...garbage, ...more]) {
    for (const name of ['retry-after', 'retry-after-ms', 'x-ratelimit-reset-requests', 'ratelimit-reset'])
      assert.equal(readRetryAfter([name, text], 429, NOW), undefined, `${name}: ${text}`)
  }
  assert.equal(readRetryAfter([], 429, NOW), undefined)
  assert.equal(readRetryAfter(['reset', '5', 'x-reset-after', '5', 'ratelimit-resets', '5'], 429, NOW), undefined)
})

test('readRetryAfter() is never negative and always finite', () => {
  const random = randomFrom(7)
  const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'anthropic-ratelimit-tokens-reset']
  const signs = [...'0123456789.:-+ ,smhdZTGe', 'ms', ' GMT', 'Nov']
  let read = 0
  for (let i = 0; i < 20_000; i++) {
    let text = ''
    for (let n = lessThan(20, random); n >= 0; n--) text += signs[lessThan(signs.length, random)]
    const ms = readRetryAfter([names[lessThan(names.length, random)] as string, text], 429, NOW)
    if (ms === undefined) continue
    read++
    assert.ok(Number.isFinite(ms) && ms >= 0, `${text}: ${ms}`)
  }
  assert.ok(read > 100)
})
