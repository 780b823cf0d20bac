import type {
  AttemptTrace,
  Exchange,
  ExchangeRecord,
  ExchangeTrace,
  Tracer,
  UpstreamOutcome,
  UpstreamRequest,
} from '@strait/core'
import { formatTraceparent, maskTarget, parseTraceparent, SAMPLED, type TraceParent } from '@strait/core'
import {
  type AttemptFacts,
  attemptError,
  clientAttributes,
  clientName,
  errorOf,
  serverAttributes,
  serverName,
} from './attributes.ts'
import { newTraceId } from './ids.ts'
import { draw, type SamplerRule, takes } from './sampler.ts'
import type { OpenSpan, OpenTrace, SpanSource } from './span-source.ts'
import type { WallClock } from './wall-clock.ts'

export interface TracerParts {
  readonly source: SpanSource
  readonly sampler: SamplerRule
  readonly wall: WallClock
  /** After the spans of an exchange have ended. */
  readonly ended?: (() => void) | undefined
}

/** The core's port: decides whether an exchange is traced, and from there on keeps ids and times until it is over. */
export function exchangeTracer(parts: TracerParts): Tracer {
  const { source, sampler, wall } = parts
  return {
    begin(exchange) {
      const parent = parentOf(exchange)
      if (parent === undefined) {
        const drawn = draw(sampler)
        return drawn === undefined ? undefined : open(exchange, undefined, newTraceId(drawn))
      }
      return takes(sampler, parent) ? open(exchange, parent, parent.traceId) : undefined
    },
  }

  function open(exchange: Exchange, parent: TraceParent | undefined, traceId: string): ExchangeTrace {
    const { startedAt, arrival } = exchange
    const offset = wall.offset(startedAt)
    const state = parent === undefined ? undefined : arrival.fields.all('tracestate').join(',') || undefined
    const trace = source.open(parent, traceId, state, startedAt + offset)
    return new TracedExchange(exchange, trace, parent?.flags ?? SAMPLED, offset, parts)
  }
}

/** Two lines are as bad as a malformed one (W3C Trace Context 3.2). */
function parentOf({ arrival: { fields } }: Exchange): TraceParent | undefined {
  const { names } = fields
  const index = names.indexOf('traceparent')
  if (index < 0 || names.indexOf('traceparent', index + 1) >= 0) return undefined
  return parseTraceparent(fields.value(index))
}

class TracedExchange implements ExchangeTrace {
  readonly traceId: string
  readonly #exchange: Exchange
  readonly #trace: OpenTrace
  /** As they came: whoever asked for the trace has decided for all who follow. */
  readonly #flags: number
  readonly #offset: number
  readonly #parts: TracerParts
  readonly #attempts: TracedAttempt[] = []
  #firstByte = 0

  constructor(exchange: Exchange, trace: OpenTrace, flags: number, offset: number, parts: TracerParts) {
    this.traceId = trace.server.traceId
    this.#exchange = exchange
    this.#trace = trace
    this.#flags = flags
    this.#offset = offset
    this.#parts = parts
  }

  attempt({ target, provider }: { readonly target: string; readonly provider: string }): AttemptTrace {
    // An answer that was not relayed ends where the next try begins; one that has yet to come may be the one that is.
    const before = this.#attempts.at(-1)
    if (before?.isAnswered === true) before.over()
    const attempt = new TracedAttempt(target, provider, this.#trace.client(), this.#flags, this.#parts.wall.clock)
    this.#attempts.push(attempt)
    return attempt
  }

  firstByte(): void {
    if (this.#firstByte === 0) this.#firstByte = this.#parts.wall.clock()
  }

  end(record: ExchangeRecord): void {
    try {
      const made = this.#attempts.filter((attempt) => attempt.began)
      if (!this.#trace.reserve(1 + made.length)) return
      const end = this.#exchange.startedAt + record.ms.total
      for (const [index, attempt] of made.entries()) this.#endAttempt(attempt, index, record, end)
      this.#endServer(record, end)
    } finally {
      this.#parts.ended?.()
    }
  }

  #endServer(record: ExchangeRecord, end: number): void {
    const offset = this.#offset
    const first = this.#firstByte || this.#exchange.times.firstByte
    this.#trace.server.end({
      name: serverName(record),
      start: this.#exchange.startedAt + offset,
      end: end + offset,
      attributes: serverAttributes(this.#exchange, record),
      error: errorOf(record) !== undefined,
      event: first === 0 ? undefined : { name: 'first_byte', at: first + offset },
    })
  }

  #endAttempt(attempt: TracedAttempt, index: number, record: ExchangeRecord, exchangeEnd: number): void {
    const facts = attempt.facts(index, record)
    attempt.span.end({
      name: clientName(record, facts),
      start: attempt.startedAt + this.#offset,
      end: (attempt.endedAt ?? exchangeEnd) + this.#offset,
      attributes: clientAttributes(this.#exchange, record, facts),
      error: attemptError(facts) !== undefined,
    })
  }
}

class TracedAttempt implements AttemptTrace {
  readonly headers: readonly string[]
  readonly span: OpenSpan
  startedAt = 0
  /** undefined: its answer streams on, until the exchange is over. */
  endedAt: number | undefined
  readonly #target: string
  readonly #provider: string
  readonly #clock: () => number
  // The request itself may hold a large body, which need not live as long as a stream.
  #place: Pick<UpstreamRequest, 'origin' | 'method' | 'target'> | undefined
  #status: number | undefined
  #failure: string | undefined

  constructor(target: string, provider: string, span: OpenSpan, flags: number, clock: () => number) {
    this.#target = target
    this.#provider = provider
    this.#clock = clock
    this.span = span
    this.headers = ['traceparent', formatTraceparent({ traceId: span.traceId, spanId: span.spanId, flags })]
  }

  get isAnswered(): boolean {
    return this.#status !== undefined || this.#failure !== undefined
  }

  get began(): boolean {
    return this.#place !== undefined
  }

  begin({ origin, method, target }: UpstreamRequest): void {
    this.#place = { origin, method, target }
    this.startedAt = this.#clock()
  }

  over(): void {
    this.endedAt ??= this.#clock()
  }

  end(outcome: UpstreamOutcome): void {
    switch (outcome.kind) {
      case 'answer':
        this.#status = outcome.status
        if (outcome.body === undefined || outcome.body instanceof Uint8Array) this.over()
        return
      case 'failed':
        this.#failure = outcome.code
        this.over()
        return
      default:
        outcome satisfies never
    }
  }

  /** Of the last call, the exchange knows better why it failed: by a timeout of Strait's, or after the answer's head. */
  facts(earlier: number, record: ExchangeRecord): AttemptFacts {
    const { origin, method, target } = this.#place as UpstreamRequest
    const broken = this.endedAt === undefined && brokenByUpstream(record) ? record.error : undefined
    const failure = this.#failure === undefined ? broken : (record.attempts[earlier]?.error ?? this.#failure)
    const path = maskTarget(target)
    return {
      target: this.#target,
      provider: this.#provider,
      origin,
      method,
      path,
      earlier,
      status: this.#status,
      failure,
    }
  }
}

/** Its body ended too early, or too late; what the client or Strait's own bounds ended is not its doing. */
function brokenByUpstream({ ended, error }: ExchangeRecord): boolean {
  return ended === 'upstream' || error === 'idle_timeout' || error === 'total_timeout'
}
