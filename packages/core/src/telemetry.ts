import type { Exchange } from './exchange.ts'
import type { ExchangeRecord } from './record.ts'
import type { UpstreamOutcome, UpstreamRequest } from './runtime.ts'

/**
 * How the pipeline is watched from outside: stages make no span calls. A plan without a tracer pays one
 * comparison per exchange.
 */
export interface Tracer {
  /** undefined: this exchange is not sampled, and trace headers pass as the client sent them. */
  begin(exchange: Exchange): ExchangeTrace | undefined
}

export interface ExchangeTrace {
  readonly traceId: string
  /** A call to an upstream begins. */
  attempt(request: { readonly target: string; readonly provider: string }): AttemptTrace
  firstByte(): void
  /** The exchange is over. */
  end(record: ExchangeRecord): void
}

export interface AttemptTrace {
  /** `traceparent` (and what else continues the context) for the upstream: replaces the lines of the same names. */
  readonly headers: readonly string[]
  begin(request: UpstreamRequest): void
  end(outcome: UpstreamOutcome): void
}
