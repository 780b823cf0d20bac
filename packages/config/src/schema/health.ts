import type * as v from 'valibot'
import { duration } from './duration.ts'
import { ok, wrong } from './leaf.ts'
import { members, required, withDefault } from './shape.ts'
import { positiveCount, text } from './values.ts'

const path = text<string>({
  expected: 'a path like /health',
  read: (value) => (/^\/[\x21-\x7e]*$/.test(value) ? ok(value) : wrong('it begins with /, and is plain ASCII')),
})

export const health = members('health', {
  path: required(
    path,
    'What is asked for at the host of the provider, with its key: any status below 400 is well. The whole path: that of `url` is not put in front.',
  ),
  every: withDefault(duration, '10s', 'How often.'),
  timeout: withDefault(duration, '2s', 'How long an answer may take.'),
  down_after: withDefault(positiveCount, 2, 'So many failures in a row, and the provider is left alone.'),
  up_after: withDefault(positiveCount, 1, 'So many good answers in a row, and it is asked again.'),
})

export type HealthConfig = v.InferOutput<typeof health>
