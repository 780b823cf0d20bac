import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus, TraceState } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { OpenSpan, SpanEnd } from './span-source.ts'

/** What all spans share. */
export interface SpanFrame {
  readonly resource: Resource
  readonly instrumentationScope: { readonly name: string; readonly version: string }
  take(span: ReadableSpan): void
}

const NONE: [] = []
const UNSET: SpanStatus = { code: 0 }
/** No message: `error.type` says it (semantic conventions, "Recording errors"). */
const ERROR: SpanStatus = { code: 2 }

/**
 * A span in the SDK's read-only form, filled once when it ends. The SDK's own `Span` copies and checks attributes
 * twice and reads clocks at every step: 4 µs where this costs 0.3.
 */
export class FinishedSpan implements ReadableSpan, OpenSpan {
  readonly kind: SpanKind
  readonly parentSpanContext?: SpanContext
  name = ''
  startTime: HrTime = [0, 0]
  endTime: HrTime = [0, 0]
  duration: HrTime = [0, 0]
  status = UNSET
  attributes: Attributes = {}
  events: ReadableSpan['events'] = NONE
  readonly links: Link[] = NONE
  ended = false
  readonly droppedAttributesCount = 0
  readonly droppedEventsCount = 0
  readonly droppedLinksCount = 0
  readonly #context: SpanContext
  readonly #frame: SpanFrame

  constructor(frame: SpanFrame, kind: SpanKind, context: SpanContext, parent: SpanContext | undefined) {
    this.#frame = frame
    this.kind = kind
    this.#context = context
    if (parent !== undefined) this.parentSpanContext = parent
  }

  get traceId(): string {
    return this.#context.traceId
  }

  get spanId(): string {
    return this.#context.spanId
  }

  get resource(): Resource {
    return this.#frame.resource
  }

  get instrumentationScope(): SpanFrame['instrumentationScope'] {
    return this.#frame.instrumentationScope
  }

  spanContext(): SpanContext {
    return this.#context
  }

  end({ name, start, end, attributes, error, event }: SpanEnd): void {
    this.name = name
    this.startTime = hrTime(start)
    this.endTime = hrTime(Math.max(start, end))
    this.duration = hrTime(Math.max(0, end - start))
    this.attributes = attributes
    if (error) this.status = ERROR
    if (event !== undefined) this.events = [{ name: event.name, time: hrTime(event.at) }]
    this.ended = true
    this.#frame.take(this)
  }
}

export type StateParser = (raw: string) => TraceState

/** ms → seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000)
  const nanos = Math.round((ms - seconds * 1000) * 1e6)
  return nanos >= 1e9 ? [seconds + 1, nanos - 1e9] : [seconds, nanos]
}
