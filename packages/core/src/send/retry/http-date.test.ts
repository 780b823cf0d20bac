import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHttpDate } from './http-date.ts'

const NOW = Date.UTC(2026, 5, 1)

test('readHttpDate() reads the three forms of RFC 9110 and nothing else', () => {
  const november = Date.UTC(1994, 10, 6, 8, 49, 37)
  const rows: [text: string, instant: number | undefined][] = [
    ['Sun, 06 Nov 1994 08:49:37 GMT', november],
    ['Sunday, 06-Nov-94 08:49:37 GMT', november],
    ['Sun Nov  6 08:49:37 1994', november],
    ['Wed Nov 16 08:49:37 1994', Date.UTC(1994, 10, 16, 8, 49, 37)],
    ['Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2017, 0, 1)],
    ['Monday, 01-Jun-76 00:00:00 GMT', Date.UTC(2076, 5, 1)],
    ['Wednesday, 01-Jun-77 00:00:00 GMT', Date.UTC(1977, 5, 1)],
    ['Wed, 29 Feb 2023 00:00:00 GMT', undefined],
    ['Mon, 31 Apr 2026 00:00:00 GMT', undefined],
    ['Mon, 00 Apr 2026 00:00:00 GMT', undefined],
    ['Sun, 06 Xxx 1994 08:49:37 GMT', undefined],
    ['Sun, 06 Nov 1994 24:00:00 GMT', undefined],
    ['Sun, 06 Nov 1994 08:60:00 GMT', undefined],
    ['Sun, 06 Nov 1994 08:49:37', undefined],
    ['Sun, 06 Nov 1994 08:49:37 +0100', undefined],
    ['Sun, 6 Nov 1994 08:49:37 GMT', undefined],
    ['1994-11-06T08:49:37Z', undefined],
    ['', undefined],
    ['tomorrow', undefined],
  ]
  for (const [text, instant] of rows) assert.equal(readHttpDate(text, NOW), instant, text)
})
