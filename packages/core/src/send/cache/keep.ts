import type { AnsweredBy } from '../../cache-note.ts'
import type { Admitted, Answer } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Outcome } from '../outcome.ts'
import { brokeOff } from './broke-off.ts'
import type { Joined } from './fill.ts'
import { type KeptHead, keptHead } from './kept-answer.ts'
import { countedIn } from './request-head.ts'
import { type CacheRules, countFailure, UNSTORED_NOTE } from './rules.ts'

/** An answer whose head says that it may be kept, while its body is still to come. */
export interface Keepable {
  readonly head: KeptHead
  /** As the sender gave it. */
  readonly from: Answer['body']
  readonly status: number
  readonly reason: string | undefined
  readonly by: AnsweredBy | undefined
}

/** undefined where it may not; why stands in the notes of the exchange. */
export function keepable(outcome: Outcome, exchange: Admitted, rules: CacheRules): Keepable | undefined {
  if (outcome.kind === 'failed') return undefined
  const { answer } = outcome
  const { maxEntry } = rules
  const head = keptHead(answer, { maxEntry, counted: countedIn(exchange, rules) })
  if (typeof head === 'string') {
    exchange.notes.set(UNSTORED_NOTE, head)
    return undefined
  }
  const last = exchange.attempts.at(-1)
  const by = last && { target: last.target, provider: last.provider, option: last.option }
  return { head, from: answer.body, status: answer.status, reason: answer.reason, by }
}

interface Whole {
  readonly key: string
  readonly kept: Keepable
  readonly joined: Joined
  readonly maxAge: number
}

/** Never throws: it runs behind the last byte, where nobody could answer for it. */
export function keep({ key, kept, joined, maxAge }: Whole, { store }: CacheRules, kit: Kit): void {
  try {
    const { status, reason, by, head } = kept
    const { headers, age } = head
    if (age >= maxAge || brokeOff(headers, joined.body)) return
    const storedAt = kit.runtime.now() - age
    store.put(key, { status, reason, headers, ...joined, storedAt, expires: storedAt + maxAge, by })
  } catch {
    countFailure(kit)
  }
}
