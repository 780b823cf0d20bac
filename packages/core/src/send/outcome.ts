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
