import * as v from 'valibot'
import { duration } from './duration.ts'
import { forms, members, optional, required, withDefault } from './shape.ts'
import { bool, number, positiveCount } from './values.ts'

const failures = number({ min: 0, max: 1000, integer: true, expected: 'a number of failures; 0 for none' })
const percent = number({ min: 1, max: 100, integer: false, expected: 'a percentage' })

const rate = members('rate', {
  share: required(percent, 'Failures in a hundred attempts.'),
  of: withDefault(positiveCount, 20, 'At least so many attempts.'),
  within: withDefault(duration, '30s', 'How far back they count.'),
})

const settings = members('breaker', {
  failures: withDefault(failures, 5, 'Failures in a row that open it: no answer, or a status from 500.'),
  rate: optional(rate, 'Or so many failures among all attempts.'),
  rest: withDefault(duration, '10s', 'How long it stays open the first time; twice as long each further time.'),
  longest: withDefault(duration, '5m', 'How long it stays open at most.'),
  probes: withDefault(positiveCount, 1, 'Attempts at one time that find out whether it can close again.'),
})

const switched = v.pipe(
  bool,
  v.transform((on) => (on ? v.parse(settings, {}) : ('off' as const))),
)

/** `true`, or the numbers. `false` is a word of its own: it replaces one that is handed down. */
export const breaker = forms([switched, settings], (input) => (typeof input === 'boolean' ? 0 : 1))

export type BreakerConfig = v.InferOutput<typeof settings>
