import type { ErrorCode } from '../errors.ts'
import type { Answer } from '../exchange.ts'
import type { AttemptRecord } from '../record.ts'

/** What a Sender comes back with. `delivered: 'no'` means no byte can have reached the upstream: safe to try again. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly attempt?: AttemptRecord | undefined }
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly delivered: 'no' | 'maybe'
      readonly detail?: string | undefined
      readonly retryAfter?: number | undefined
      readonly cause?: unknown
      readonly attempt?: AttemptRecord | undefined
    }

/** What comes of an outcome: at once where it is there already, so that whoever only looks at it waits for nothing. */
export function after(
  outcome: Outcome | Promise<Outcome>,
  then: (outcome: Outcome) => Outcome | Promise<Outcome>,
): Outcome | Promise<Outcome> {
  return outcome instanceof Promise ? outcome.then(then) : then(outcome)
}
