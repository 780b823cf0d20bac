import { goneError } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { after } from '../../web/after.ts'
import type { Outcome } from '../outcome.ts'
import { backoff } from '../retry/backoff.ts'
import { readRetryAfter } from '../retry/retry-after.ts'
import { callersDeadline } from './callers-deadline.ts'
import { letGo } from './let-go.ts'
import { pause } from './pause.ts'
import { budgetOf, mayGoOn, type Tree } from './tree.ts'
import { mayDiffer, type Triggers, triggers } from './triggers.ts'

export interface Retry {
  /** How many more. */
  readonly attempts: number
  readonly on: Triggers
  /** ms */
  readonly backoff: { readonly initial: number; readonly max: number }
  /** Waits as long as the provider says. */
  readonly useRetryAfter: boolean
  /** ms: where the provider says longer, its answer goes to the caller at once. No wait of ours is longer either. */
  readonly longestWait: number
}

/** The same once more, as often as the policy says, where it is safe, in time and within the budget. */
export function retry(send: Sender, policy: Retry, tree: Tree): Sender {
  // Nearly always the first answer is the last.
  return (exchange, kit) =>
    after(send(exchange, kit), (outcome) =>
      triggers(policy.on, outcome, exchange) ? goOn(outcome, exchange, kit) : outcome,
    )

  async function goOn(first: Outcome, exchange: Admitted, kit: Kit): Promise<Outcome> {
    let outcome = first
    for (let n = 1; n <= policy.attempts; n++) {
      if (!triggers(policy.on, outcome, exchange) || !mayDiffer(outcome) || !mayGoOn(tree, exchange)) return outcome
      const wait = waitFor(n, outcome, policy, kit)
      if (wait === undefined || kit.runtime.clock() + wait > callersDeadline(exchange)) return outcome
      const release = budgetOf(tree, kit).take()
      if (release === undefined) return outcome
      try {
        letGo(outcome, 'retried', exchange)
        outcome = await again(send, wait, exchange, kit)
      } finally {
        release()
      }
    }
    if (outcome.attempt !== undefined && triggers(policy.on, outcome, exchange)) outcome.attempt.exhausted = true
    return outcome
  }
}

async function again(send: Sender, wait: number, exchange: Admitted, kit: Kit): Promise<Outcome> {
  const { cancel } = exchange
  await pause(wait, cancel, kit.state.deadlines)
  if (cancel.pulled) throw goneError(cancel.reason)
  return send(exchange, kit)
}

/** ms; undefined: too long. Who is told when to come back comes back then, and not all at the same moment. */
function waitFor(n: number, outcome: Outcome, policy: Retry, { runtime }: Kit): number | undefined {
  const random = runtime.random
  const asked = policy.useRetryAfter ? askedWait(outcome, runtime.now()) : undefined
  if (asked === undefined) return Math.min(backoff(n, policy.backoff, random), policy.longestWait)
  if (asked > policy.longestWait) return undefined
  const spread = Math.min(Math.max(asked / 10, 50), policy.backoff.initial)
  return Math.min(asked + random() * spread, policy.longestWait)
}

function askedWait(outcome: Outcome, now: number): number | undefined {
  if (outcome.kind === 'answer') return readRetryAfter(outcome.answer.headers, outcome.answer.status, now)
  return outcome.retryAfter === undefined ? undefined : outcome.retryAfter * 1000
}
