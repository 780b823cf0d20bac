import * as v from 'valibot'
import { duration } from './duration.ts'
import { forms, members, optional } from './shape.ts'
import { bool } from './values.ts'

const settings = members('hedge', {
  after: optional(
    duration,
    'When a second attempt begins. Default: when the answer is later than 95 of 100 lately were; none before 20 are known.',
  ),
})

const switched = v.pipe(
  bool,
  v.transform((on) => (on ? v.parse(settings, {}) : ('off' as const))),
)

/** `true`, or when. `false` is a word of its own: it replaces one that is handed down. */
export const hedge = forms([switched, settings], (input) => (typeof input === 'boolean' ? 0 : 1))

export type HedgeConfig = v.InferOutput<typeof settings>
