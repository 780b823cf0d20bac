import type { Path } from '../../problem.ts'
import type { Condition } from '../cel/operands.ts'
import { Placed } from '../placed.ts'
import { conditionOf } from './cel-names.ts'
import { durationOf } from './duration.ts'
import type { Outcome } from './outcomes.ts'
import { isCalled } from './trees.ts'
import type { AgentgatewayWork } from './work.ts'

/** `policies.retry` of a route. */
export interface Retry {
  /** What leads to another attempt: words of `on`. */
  readonly on: Placed
  readonly said: Readonly<Record<string, unknown>>
  /** When it is tried again at all. */
  readonly condition: Condition
}

/** The most that there can be here. */
const MOST = 10

export function readRetry(work: AgentgatewayWork, path: Path): Retry | undefined {
  if (!work.has(path)) return undefined
  const attempts = [...path, 'attempts']
  const all = work.number(attempts, 'write attempts: 3')
  if (work.has([...path, 'condition']))
    work.noteOnce('retry.condition', [...path, 'condition'], 'not used: codes say which answers are tried again')
  const condition = readPrecondition(work, [...path, 'precondition'])
  // The first one counts there.
  const further = all === undefined ? 0 : all - 1
  if (further > MOST) work.note(attempts, `${MOST} further attempts are the most here`)
  if (further <= 0 || condition === undefined || condition === false) return undefined
  const on = new Placed([...readCodes(work, [...path, 'codes']), 'unsent'], [...path, 'codes'])
  const said = {
    attempts: new Placed(Math.min(further, MOST), attempts),
    on,
    backoff: readBackoff(work, [...path, 'backoff']),
    use_retry_after_header: false,
  }
  return { on, said, condition }
}

function readPrecondition(work: AgentgatewayWork, path: Path): Condition | undefined {
  const text = work.text(path)
  if (text === undefined) return true
  const found = conditionOf(text)
  if (found.kind === 'ok') return found.condition
  work.note(path, `nothing is tried again: ${found.what} can't be asked here`)
  return undefined
}

function readCodes(work: AgentgatewayWork, path: Path): unknown[] {
  return work.entries(path).flatMap((each) => {
    const code = Number(work.value(each))
    if (code >= 400 && code <= 599) return [code]
    work.noteOnce('codes', each, 'not used: a status below 400 is no failure')
    return []
  })
}

/** One wait before each; a random part of it here. Without one the next attempt is made at once. */
function readBackoff(work: AgentgatewayWork, path: Path): Readonly<Record<string, unknown>> {
  const text = work.text(path)
  const wait = text === undefined ? undefined : durationOf(text)
  if (text !== undefined && wait === undefined) work.mistake(path, 'it is no duration', 'write 100ms')
  if (wait === undefined || wait === 'off') return { initial: '1ms', max: '1ms' }
  return { initial: new Placed(wait, path), max: new Placed(wait, path) }
}

/** One target is asked again; of several the next one is, as the balancing of each attempt does there. */
export function retried(outcome: Outcome, retry: Retry | undefined): Outcome {
  if (retry === undefined || !isCalled(outcome)) return outcome
  const again = 'strategy' in outcome ? { ...outcome, on: retry.on } : { ...outcome, retry: retry.said }
  if (retry.condition === true) return again
  return {
    strategy: 'conditional',
    when: [{ if: retry.condition, use: 'retried' }],
    else: 'once',
    targets: [
      { ...again, name: 'retried' },
      { ...outcome, name: 'once' },
    ],
  }
}
