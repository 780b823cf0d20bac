import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { duration, durationOrOff } from './duration.ts'
import { size } from './size.ts'

const durations: readonly (readonly [text: string, ms: number])[] = [
  ['500ms', 500],
  ['2s', 2000],
  ['1.5s', 1500],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['off', 0],
]

for (const [text, ms] of durations) {
  test(`durationOrOff reads ${text}`, () => assert.equal(v.parse(durationOrOff, text), ms))
}

const sizes: readonly (readonly [text: string, bytes: number])[] = [
  ['10B', 10],
  ['64kB', 64_000],
  ['64KB', 64_000],
  ['100MB', 100_000_000],
  ['1.5GB', 1_500_000_000],
  ['64KiB', 65_536],
  ['1GiB', 1_073_741_824],
]

for (const [text, bytes] of sizes) {
  test(`size reads ${text}`, () => assert.equal(v.parse(size, text), bytes))
}

const refused: readonly (readonly [schema: typeof duration, name: string, input: unknown, hint: RegExp])[] = [
  [duration, 'duration', 5, /write 5s/],
  [duration, 'duration', 5000, /write 5000ms/],
  [duration, 'duration', '5', /write 5s/],
  [duration, 'duration', '5 s', /write 5s/],
  [duration, 'duration', '5sec', /write 5s/],
  [duration, 'duration', '2 minutes', /write 2m/],
  [duration, 'duration', '1m30s', /90s/],
  [duration, 'duration', 'off', /^$/],
  [duration, 'duration', '', /^$/],
  [duration, 'duration', '-5s', /^$/],
  [duration, 'duration', '60d', /^$/],
  [durationOrOff, 'durationOrOff', 0, /write off/],
  [durationOrOff, 'durationOrOff', false, /write off/],
  [durationOrOff, 'durationOrOff', 'never', /write off/],
  [durationOrOff, 'durationOrOff', '0s', /write off/],
  [size, 'size', 100, /write 100B/],
  [size, 'size', '100', /write 100B/],
  [size, 'size', '10 MB', /write 10MB/],
  [size, 'size', '10M', /write 10MB/],
  [size, 'size', '10k', /write 10kB/],
  [size, 'size', 'unlimited', /as large as you need/],
  [size, 'size', '0MB', /^$/],
]

for (const [schema, name, input, hint] of refused) {
  test(`${name} refuses ${JSON.stringify(input)} and says what to write`, () => {
    const result = v.safeParse(schema, input)
    assert.equal(result.success, false)
    assert.match(result.issues[0].message.split('\n')[1] ?? '', hint)
  })
}
