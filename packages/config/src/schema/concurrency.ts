import * as v from 'valibot'
import { duration } from './duration.ts'
import { forms, isMap, members, required, withDefault } from './shape.ts'
import { number, positiveCount } from './values.ts'

const length = number({ min: 0, max: 100_000, integer: true, expected: 'a whole number, 0 for none' })

const settings = members('concurrency', {
  most: required(positiveCount, 'Attempts under way at one time, to the last byte of their answers.'),
  queue: withDefault(length, 0, 'How many more may wait for a place.'),
  wait: withDefault(duration, '2s', 'How long they wait at most.'),
})

const alone = v.pipe(
  positiveCount,
  v.transform((most) => v.parse(settings, { most })),
)

/** A number, or a map with a queue. */
export const concurrency = forms([alone, settings], (input) => (isMap(input) ? 1 : 0))

export type ConcurrencyConfig = v.InferOutput<typeof settings>
