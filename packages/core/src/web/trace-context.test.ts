import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTraceparent, parseTraceparent } from './trace-context.ts'

const T = '4bf92f3577b34da6a3ce929d0e0e4736'
const S = '00f067aa0ba902b7'

const good: readonly [title: string, value: string, flags: number][] = [
  ['sampled', `00-${T}-${S}-01`, 1],
  ['not sampled', `00-${T}-${S}-00`, 0],
  ['flags of Level 2', `00-${T}-${S}-03`, 3],
  ['flags nobody knows', `00-${T}-${S}-ff`, 0xff],
  ['a later version of the same length', `01-${T}-${S}-01`, 1],
  ['a later version with more behind a dash', `cc-${T}-${S}-01-what-the-future-brings`, 1],
  ['a later version that ends in a dash', `fe-${T}-${S}-00-`, 0],
]

const bad: readonly [title: string, value: string][] = [
  ['empty', ''],
  ['version ff', `ff-${T}-${S}-01`],
  ['trace id of zeros', `00-${'0'.repeat(32)}-${S}-01`],
  ['span id of zeros', `00-${T}-${'0'.repeat(16)}-01`],
  ['upper case in the trace id', `00-${T.toUpperCase()}-${S}-01`],
  ['upper case in the span id', `00-${T}-${S.toUpperCase()}-01`],
  ['upper case in the flags', `00-${T}-${S}-0A`],
  ['upper case in the version', `0A-${T}-${S}-01`],
  ['not hex', `00-${T.slice(1)}g-${S}-01`],
  ['a trace id too short', `00-${T.slice(1)}-${S}-01`],
  ['a span id too short', `00-${T}-${S.slice(1)}-01`],
  ['one flag digit', `00-${T}-${S}-1`],
  ['version 00 with more behind it', `00-${T}-${S}-01-more`],
  ['version 00 that ends in a dash', `00-${T}-${S}-01-`],
  ['a later version with more and no dash', `cc-${T}-${S}-01.more`],
  ['other separators', `00_${T}_${S}_01`],
  ['space in front', ` 00-${T}-${S}-01`],
  ['space behind', `00-${T}-${S}-01 `],
  ['two joined by a comma', `00-${T}-${S}-01, 00-${T}-${S}-01`],
]

for (const [title, value, flags] of good) {
  test(`parseTraceparent() reads ${title}`, () => {
    assert.deepEqual(parseTraceparent(value), { traceId: T, spanId: S, flags })
  })
}

for (const [title, value] of bad) {
  test(`parseTraceparent() refuses ${title}`, () => {
    assert.equal(parseTraceparent(value), undefined)
  })
}

const written: readonly [flags: number, text: string][] = [
  [0, '00'],
  [1, '01'],
  [3, '03'],
  [0xff, '03'],
  [0xfc, '00'],
]

for (const [flags, text] of written) {
  test(`formatTraceparent() writes flags ${flags} as ${text}`, () => {
    const value = formatTraceparent({ traceId: T, spanId: S, flags })
    assert.equal(value, `00-${T}-${S}-${text}`)
    assert.notEqual(parseTraceparent(value), undefined)
  })
}
