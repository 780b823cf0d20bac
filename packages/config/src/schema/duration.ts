import { Secret } from '@strait/core'
import { leaf, ok, wrong } from './leaf.ts'
import { textOf } from './values.ts'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const SHAPE = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/
/** The longest that every runtime's timer can wait (2^31 - 1 ms); a longer one would fire at once. */
const LONGEST = 2_147_483_647

const WORDS: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  sec: 's',
  second: 's',
  min: 'm',
  minute: 'm',
  hour: 'h',
  hr: 'h',
  day: 'd',
}

/** In ms; where `off` is allowed, it comes out as 0. */
function durationLeaf(off: boolean) {
  return leaf<number>({
    expected: `a duration like 500ms, 2s, 5m, 1h${off ? ', or off' : ''}`,
    json: { type: 'string', pattern: `^(\\d+(\\.\\d+)?(ms|s|m|h|d)${off ? '|off' : ''})$` },
    read(input) {
      if (typeof input === 'number') return wrong('it has no unit', numberHint(input, off))
      if (input === false && off) return wrong(undefined, 'write off')
      const text = textOf(input)
      if (text === undefined) return wrong()
      if (off && text === 'off') return ok(0)
      const [, count, unit] = SHAPE.exec(text) ?? []
      if (count === undefined) return wrong(undefined, input instanceof Secret ? undefined : spellingHint(text, off))
      const ms = Number(count) * UNITS[unit as keyof typeof UNITS]
      if (ms > LONGEST) return wrong('it is longer than 24 days', off ? 'write off for no limit' : undefined)
      if (ms < 1) return wrong('it is less than 1ms', off ? 'write off for no limit' : undefined)
      return ok(Math.round(ms))
    },
  })
}

function numberHint(input: number, off: boolean): string {
  if (input === 0 && off) return 'write off for no limit'
  return input >= 1000
    ? `write ${input}ms (or ${input}s, if seconds are meant)`
    : `write ${input}s (or ${input}ms, if milliseconds are meant)`
}

function spellingHint(text: string, off: boolean): string | undefined {
  const [, count, rawUnit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  if (count === undefined) {
    return off && /^(none|never|infinite|infinity|unlimited|disabled|no|false|-1)$/i.test(text)
      ? 'write off'
      : compoundHint(text)
  }
  if (rawUnit === '') return numberHint(Number(count), off)
  const word = (rawUnit as string).toLowerCase().replace(/(?<=..)s$/, '')
  const unit = word in UNITS ? word : (WORDS[word] ?? (word === 'm' ? 'm' : undefined))
  return unit === undefined ? undefined : `write ${count}${unit}`
}

function compoundHint(text: string): string | undefined {
  return /^(\d+[a-z]+\s*){2,}$/i.test(text) ? 'one number and one unit: write 90s, not 1m30s' : undefined
}

export const duration = durationLeaf(false)
export const durationOrOff = durationLeaf(true)
