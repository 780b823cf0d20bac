import type { ExchangeRecord, Observer } from '@strait/core'
import type { Logger } from './logger.ts'

/** One line per exchange. Ours to explain are errors of Strait's own; what a provider refuses is its answer. */
export function exchangeLog(logger: Logger): Observer {
  return {
    name: 'log',
    record(record) {
      const level = record.error === 'internal' ? 'error' : 'info'
      logger.log(level, summary(record), fieldsOf(record))
    },
  }
}

function summary({ method, target, status }: ExchangeRecord): string {
  return `${method} ${target} ${status}`
}

function fieldsOf(record: ExchangeRecord): Record<string, unknown> {
  const { ms } = record
  return {
    id: record.id,
    method: record.method,
    target: record.target,
    status: record.status,
    error: record.error,
    caller: record.caller,
    client: record.client,
    route: record.route,
    provider: record.provider,
    operation: record.operation,
    model: record.model,
    bytes_in: record.bytesIn,
    bytes_out: record.bytesOut,
    ms_head: round(ms.head),
    ms_first_byte: round(ms.firstByte),
    ms_total: round(ms.total),
    ms_strait: round(ms.inside),
    ended: record.ended,
    stage: record.stage,
    attempts: record.attempts.length,
    tried: record.attempts.length > 1 ? record.attempts.map(storyOf) : undefined,
    cache: record.cache,
    taps_dropped: record.tapsDropped === 0 ? undefined : record.tapsDropped,
    trace_id: record.traceId,
    caller_trace_id: record.callerTraceId,
    metadata: record.metadata,
    cause: causeOf(record),
  }
}

/** One attempt in a few words: `route/a key-2: 429 in 12 ms, retried`. Several of one name are told apart by their place. */
function storyOf(attempt: Attempt, _index: number, all: readonly Attempt[]): string {
  const { target, option, key, status, error, ms, replaced } = attempt
  const isOneOfSeveral = all.some((other) => other.target === target && other.option !== option)
  const who = [target, isOneOfSeveral ? option : undefined, key].filter((part) => part !== undefined).join(' ')
  return `${who}: ${error ?? status ?? 'open'} in ${Math.round(ms)} ms${replaced === undefined ? '' : `, ${replaced}`}`
}

type Attempt = ExchangeRecord['attempts'][number]

/** What went wrong underneath, by class and code. Its text may quote what a client or provider sent: only ours is shown. */
function causeOf({ cause, error }: ExchangeRecord): string | undefined {
  if (cause === undefined || cause === null) return undefined
  if (!(cause instanceof Error)) return typeof cause
  const { code } = cause as { code?: unknown }
  const name = typeof code === 'string' ? `${cause.name} ${code}` : cause.name
  // A fault of our own is nothing without its place.
  return error === 'internal' ? `${name}: ${cause.stack?.split('\n').slice(1, 4).join(' ').trim()}` : name
}

function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000
}
