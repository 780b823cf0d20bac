import type { UpstreamAnswer, UpstreamFailure, UpstreamOutcome } from '@strait/core'
import type { WireAnswer, WireFailure, WireOutcome } from '@strait/wire'
import { failureCode } from './failure-code.ts'

export function outcomeOf(outcome: WireAnswer): UpstreamAnswer
export function outcomeOf(outcome: WireFailure): UpstreamFailure
export function outcomeOf(outcome: WireOutcome): UpstreamOutcome
/** What the wire tells, in core's words. */
export function outcomeOf(outcome: WireOutcome): UpstreamOutcome {
  if (outcome.kind === 'answer') return outcome
  const { error, delivered } = outcome
  return { kind: 'failed', code: failureCode(error.code), delivered, cause: error }
}
