import type { ErrorCode } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import type { Outcome } from '../outcome.ts'

/** Which outcomes lead to another attempt. */
export interface Triggers {
  readonly statuses: ReadonlySet<number>
  /** How far a failure may have gone. Each holds all that stands before it: `unsent` in `network` alone. */
  readonly unsent: boolean
  readonly network: boolean
  readonly timeout: boolean
  /** 401 and 403 where the credential is one of ours: that is no word about the caller. */
  readonly heldKey: boolean
}

/** A word of the config: a status, all of a class, or a kind of failure. */
export type TriggerWord = number | '4xx' | '5xx' | 'unsent' | 'network' | 'timeout' | 'key'

export const FAILURE_WORDS = ['unsent', 'network', 'timeout', 'key'] as const

export function compileTriggers(words: readonly TriggerWord[]): Triggers {
  const statuses = new Set<number>()
  for (const word of words) {
    if (typeof word === 'number') statuses.add(word)
    else if (word === '4xx') for (let status = 400; status < 500; status++) statuses.add(status)
    else if (word === '5xx') for (let status = 500; status < 600; status++) statuses.add(status)
  }
  const network = words.includes('network')
  return {
    statuses,
    network,
    unsent: network || words.includes('unsent'),
    timeout: words.includes('timeout'),
    heldKey: words.includes('key'),
  }
}

/**
 * The next target gets what the provider could not answer, not what the caller did wrong: no 400, 404, 413, 422, and no
 * 401 of the caller's own key.
 */
export const FALL_BACK: Triggers = compileTriggers([408, 429, '5xx', 'network', 'timeout', 'key'])

/** To balance is no promise to repeat: only what surely reached nobody goes to another. */
export const BALANCE: Triggers = compileTriggers(['unsent'])

/** Of several keys one may be refused or used up; whatever else goes wrong, goes wrong with all of them. */
export const KEYS: Triggers = compileTriggers([429, 'key', 'unsent'])

/** The provider said itself that it did not do it, or never heard of it. A cut connection may have cost money. */
export const RETRY: Triggers = compileTriggers([408, 429, 500, 502, 503, 504, 529, 'unsent'])

/** What is wrong with the request itself, or can't be sent from here at all: every target would hear the same. */
const REQUESTS_OWN: ReadonlySet<ErrorCode> = new Set([
  ...(['bad_header', 'bad_target', 'body_not_carried', 'method_unsupported', 'upgrade_needs_sockets'] as const),
])

/** Another target may do. The same one never will, or has let the request wait as long as it may. */
const SAME_AGAIN: ReadonlySet<ErrorCode> = new Set(['no_key_for_model', 'egress_unpinned', 'target_busy'])

/** RFC 9110 9.2.2: to send these twice is to send them once. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

export function triggers(on: Triggers, outcome: Outcome, { arrival: { method } }: Admitted): boolean {
  if (outcome.kind === 'answer') {
    const { status } = outcome.answer
    if (status < 400) return false
    return on.statuses.has(status) || (on.heldKey && isRefusedKey(status) && outcome.attempt?.key !== undefined)
  }
  if (REQUESTS_OWN.has(outcome.code)) return false
  const isLate = isTimeout(outcome.code)
  if (outcome.delivered === 'no') return on.unsent || (isLate && on.timeout)
  if (isLate) return on.timeout
  return on.network || (on.unsent && IDEMPOTENT.has(method))
}

/** Whether the same target could come to something else. */
export function mayDiffer(outcome: Outcome): boolean {
  return outcome.kind === 'answer' || !SAME_AGAIN.has(outcome.code)
}

/** Whether a failure tells about the target, and not about the request or about us. */
export function isTargets(code: ErrorCode): boolean {
  return code.startsWith('upstream_') || code.startsWith('proxy_') || isTimeout(code)
}

function isRefusedKey(status: number): boolean {
  return status === 401 || status === 403
}

function isTimeout(code: string): boolean {
  return code.endsWith('_timeout')
}
