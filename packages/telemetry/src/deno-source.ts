import type * as Api from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { type Exchange, maskTarget } from '@strait/core'
import type { OpenSpan, SpanSource } from './span-source.ts'

/**
 * Spans of the provider that Deno registers under OTEL_DENO. Deno makes a server span for every request by itself.
 * Where it is the active one (see `insideServerSpan()`), it becomes the span of the exchange: a second beside it
 * would be a double.
 */
export function denoSource(api: typeof Api, version: string): SpanSource {
  const tracer = api.trace.getTracer('strait', version)
  const { CLIENT, SERVER } = api.SpanKind

  function openSpan(span: Span, ours: boolean): OpenSpan {
    const { traceId, spanId } = span.spanContext()
    return {
      traceId,
      spanId,
      end({ name, end, attributes, error, event }) {
        span.updateName(name)
        span.setAttributes(attributes)
        if (event !== undefined) span.addEvent(event.name, event.at)
        if (error) span.setStatus({ code: api.SpanStatusCode.ERROR })
        if (ours) span.end(end)
      },
    }
  }

  return {
    open(parent, traceId, _state, startTime) {
      const adopted = activeSpan(api)
      const remote = { traceId, spanId: parent?.spanId ?? '', traceFlags: parent?.flags ?? 0, isRemote: true }
      const outer = parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, remote)
      const server = adopted ?? tracer.startSpan('HTTP', { kind: SERVER, startTime }, outer)
      const inside = api.trace.setSpan(api.ROOT_CONTEXT, server)
      return {
        server: openSpan(server, adopted === undefined),
        // Started when its id is wanted, which is before the call; one that never ends is never exported.
        client: () => openSpan(tracer.startSpan('upstream', { kind: CLIENT }, inside), true),
        reserve: () => true,
      }
    },
  }
}

/**
 * Runs a handler of `node:http` with the server span that Deno made for the request as the active one. Deno keeps it
 * on the response under a symbol and makes it active nowhere (2.9.5, `ext/node/polyfills/_http_server.js`); under
 * `Deno.serve` it is active already.
 */
export function insideServerSpan<T>(api: typeof Api, response: object, run: () => T): T {
  for (const symbol of Object.getOwnPropertySymbols(response)) {
    if (symbol.description !== 'kOtelSpan') continue
    const span = (response as Record<symbol, Span | null | undefined>)[symbol]
    if (span) return api.context.with(api.trace.setSpan(api.context.active(), span), run)
  }
  return run()
}

/** Deno writes the whole URL into its span, query and the keys in it included. */
export function maskServerSpan(api: typeof Api, { arrival }: Exchange): void {
  const span = activeSpan(api)
  if (span === undefined || !arrival.target.includes('?')) return
  const masked = maskTarget(arrival.target)
  const origin = masked.startsWith('/') ? `${arrival.scheme}://${arrival.fields.get('host') ?? ''}` : ''
  span.setAttribute('url.full', `${origin}${masked}`)
  span.setAttribute('url.query', masked.slice(masked.indexOf('?') + 1))
}

function activeSpan(api: typeof Api): Span | undefined {
  const span = api.trace.getSpan(api.context.active())
  return span?.isRecording() ? span : undefined
}
