import type * as v from 'valibot'
import { duration } from './duration.ts'
import { members, optional, withDefault } from './shape.ts'
import { triggerList } from './triggers.ts'
import { bool, number } from './values.ts'

const furtherAttempts = number({ min: 0, max: 10, integer: true, expected: 'a number of attempts from 0 to 10' })

const backoff = members('backoff', {
  initial: withDefault(duration, '500ms', 'The longest first wait; each further one may be twice as long.'),
  max: withDefault(duration, '8s', 'The longest wait of all.'),
})

export const retry = members('retry', {
  attempts: withDefault(furtherAttempts, 2, 'How many more, where the first attempt fails. 0 switches retries off.'),
  on: optional(
    triggerList,
    'What is tried again. Default: `[408, 429, 500, 502, 503, 504, 529, unsent]`. `network` and `timeout` also send again what the provider may have done already.',
  ),
  backoff: withDefault(backoff, {}, 'How long to wait between them: a random part of a time that doubles.'),
  use_retry_after_header: withDefault(
    bool,
    true,
    'Wait as long as the provider says (`retry-after`, `retry-after-ms`, `x-ms-retry-after-ms`, its rate-limit headers).',
  ),
  longest_wait: withDefault(duration, '60s', 'Where the provider says longer, its answer goes to the caller at once.'),
})

export type RetryConfig = v.InferOutput<typeof retry>
