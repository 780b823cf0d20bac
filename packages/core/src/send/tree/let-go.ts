import type { Admitted } from '../../exchange.ts'
import type { AttemptRecord } from '../../record.ts'
import type { Outcome } from '../outcome.ts'

/** Another attempt takes its place: nobody will read this one's body. */
export function letGo(outcome: Outcome, why: NonNullable<AttemptRecord['replaced']>, exchange: Admitted): void {
  // One that answered early may still be reading: what it takes while the next one waits is lost to that.
  if (why !== 'overtaken') exchange.body.recall()
  if (outcome.attempt !== undefined) outcome.attempt.replaced = why
  if (outcome.kind === 'failed') return
  const { body, tunnel } = outcome.answer
  tunnel?.down.cancel(new Error(`this answer was ${why}`))
  if (body !== undefined && !(body instanceof Uint8Array)) body.cancel(new Error(`this answer was ${why}`))
}
