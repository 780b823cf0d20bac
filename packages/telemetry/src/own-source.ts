import type { SpanContext, TraceState } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import { SAMPLED } from '@strait/core'
import type { Batcher } from './batcher.ts'
import { FinishedSpan, type SpanFrame } from './finished-span.ts'
import { newSpanId } from './ids.ts'
import type { OpenTrace, SpanSource } from './span-source.ts'

// Values of SpanKind; its module is loaded only when spans are exported.
const SERVER = 1
const CLIENT = 2

export interface OwnSourceParts {
  readonly batcher: Batcher
  readonly resource: Resource
  readonly version: string
  readonly createTraceState: (raw: string) => TraceState
}

/** Spans of our own, for the SDK's exporter. */
export function ownSource({ batcher, resource, version, createTraceState }: OwnSourceParts): SpanSource {
  const frame: SpanFrame = {
    resource,
    instrumentationScope: { name: 'strait', version },
    take: (span) => batcher.add(span),
  }

  /** What is exported was sampled, whatever flag goes on: a collector may look. */
  function contextOf(traceId: string, spanId: string, traceState: TraceState | undefined): SpanContext {
    const context = { traceId, spanId, traceFlags: SAMPLED }
    return traceState === undefined ? context : { ...context, traceState }
  }

  return {
    open(parent, traceId, rawState): OpenTrace {
      const state = rawState === undefined ? undefined : createTraceState(rawState)
      const remote =
        parent === undefined ? undefined : { traceId, spanId: parent.spanId, traceFlags: parent.flags, isRemote: true }
      const context = contextOf(traceId, newSpanId(), state)
      return {
        server: new FinishedSpan(frame, SERVER, context, remote),
        client: () => new FinishedSpan(frame, CLIENT, contextOf(traceId, newSpanId(), state), context),
        reserve: (count) => batcher.reserve(count),
      }
    },
  }
}
