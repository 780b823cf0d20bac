import type { Attributes } from '@opentelemetry/api'
import type { TraceParent } from '@strait/core'

/** A span as it ends. Times are ms since the epoch. */
export interface SpanEnd {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly attributes: Attributes
  readonly error: boolean
  readonly event?: { readonly name: string; readonly at: number } | undefined
}

/** A span under way: so far only ids. */
export interface OpenSpan {
  readonly traceId: string
  readonly spanId: string
  end(span: SpanEnd): void
}

/** The spans of one exchange. */
export interface OpenTrace {
  readonly server: OpenSpan
  /** For the call to an upstream that begins now. */
  client(): OpenSpan
  /** Whether that many spans will be taken. Asked once, before they are described: all of them or none. */
  reserve(count: number): boolean
}

/** Who makes spans: Strait itself, or a provider that the runtime brings along. */
export interface SpanSource {
  /** `parent` undefined: a trace that begins here. */
  open(parent: TraceParent | undefined, traceId: string, traceState: string | undefined, start: number): OpenTrace
}
