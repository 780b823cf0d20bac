import { answeredBy, answeringAttempt, cacheNote } from '../../cache-note.ts'
import type { Exchange, Metadata, Spoken } from '../../exchange.ts'
import type { AttemptRecord } from '../../record.ts'
import type { Controls } from './controls.ts'

const NAMES = ['provider', 'trace-id', 'last-used-option-index', 'retry-attempt-count', 'cache-status']
const ANSWER_NAMES: ReadonlySet<string> = new Set(NAMES.map((name) => `x-portkey-${name}`))

/** What the cache did, in the words of this dialect. */
const STATUSES: ReadonlyMap<string, string> = new Map([
  ['hit', 'HIT'],
  ['joined', 'HIT'],
  ['miss', 'MISS'],
  ['refresh', 'REFRESH'],
])

/** A caller that speaks this dialect, and what it expects to be told. */
export class PortkeyCaller implements Spoken {
  readonly controls: Controls
  readonly traceId: string | undefined
  readonly metadata: Metadata | undefined
  readonly patience: number
  readonly refresh: boolean
  readonly answerNames = ANSWER_NAMES

  constructor(controls: Controls, traceId: string | undefined, metadata: Metadata | undefined) {
    this.controls = controls
    this.traceId = traceId
    this.metadata = metadata
    this.patience = controls.patience
    this.refresh = controls.refresh
  }

  answerLines(exchange: Exchange): string[] {
    const { answer } = exchange
    const lines = this.traceId === undefined ? [] : ['x-portkey-trace-id', this.traceId]
    const { provider, option = 'config' } = answeredBy(exchange) ?? {}
    if (provider !== undefined) lines.push('x-portkey-provider', provider)
    // Before an answer there is nothing to tell of options and retries.
    if (answer === undefined || answer.from === 'strait') return lines
    lines.push('x-portkey-last-used-option-index', option)
    lines.push('x-portkey-retry-attempt-count', String(retries(answeringAttempt(exchange))))
    lines.push('x-portkey-cache-status', STATUSES.get(cacheNote(exchange) ?? '') ?? 'DISABLED')
    return lines
  }
}

function retries(last: AttemptRecord | undefined): number {
  return last?.exhausted === true ? -1 : (last?.retry ?? 0)
}
