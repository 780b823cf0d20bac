import type { Exchange, Metadata, Spoken } from '../../exchange.ts'
import type { Controls } from './controls.ts'

const NAMES = ['provider', 'trace-id', 'last-used-option-index', 'retry-attempt-count', 'cache-status']
const ANSWER_NAMES: ReadonlySet<string> = new Set(NAMES.map((name) => `x-portkey-${name}`))

/** A caller that speaks this dialect, and what it expects to be told. */
export class PortkeyCaller implements Spoken {
  readonly controls: Controls
  readonly traceId: string | undefined
  readonly metadata: Metadata | undefined
  patience: number
  readonly answerNames = ANSWER_NAMES
  /** Which part of the config was used, as a JSON path. */
  option = 'config'

  constructor(controls: Controls, traceId: string | undefined, metadata: Metadata | undefined) {
    this.controls = controls
    this.traceId = traceId
    this.metadata = metadata
    this.patience = controls.patience
  }

  answerLines({ attempts, answer }: Exchange): string[] {
    const lines = this.traceId === undefined ? [] : ['x-portkey-trace-id', this.traceId]
    const last = attempts.at(-1)
    if (last !== undefined) lines.push('x-portkey-provider', last.provider)
    // Before an answer there is nothing to tell of options and retries.
    if (last === undefined || answer === undefined || answer.from === 'strait') return lines
    lines.push('x-portkey-last-used-option-index', this.option)
    lines.push('x-portkey-retry-attempt-count', String(attempts.length - 1))
    lines.push('x-portkey-cache-status', answer.from === 'cache' ? 'HIT' : 'DISABLED')
    return lines
  }
}
