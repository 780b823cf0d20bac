import { type Attributes, type AttributeValue, SPAN_KINDS, type Span, STATUS_CODES } from './otlp-protobuf.ts'

type Json = { readonly [key: string]: unknown }

/** The JSON form of ExportTraceServiceRequest (OTLP specification, "JSON Protobuf Encoding"). */
export function tracesFromJson(message: unknown): Span[] {
  return list(message, 'resourceSpans').flatMap((resourceSpans) => {
    const resource = attributes(child(resourceSpans, 'resource'))
    return list(resourceSpans, 'scopeSpans').flatMap((scopeSpans) => {
      const scope = text(child(scopeSpans, 'scope'), 'name')
      return list(scopeSpans, 'spans').map((span) => spanFromJson(span, resource, scope))
    })
  })
}

function spanFromJson(span: Json, resource: Attributes, scope: string): Span {
  const status = child(span, 'status')
  return {
    name: text(span, 'name'),
    traceId: text(span, 'traceId').toLowerCase(),
    spanId: text(span, 'spanId').toLowerCase(),
    parentSpanId: text(span, 'parentSpanId').toLowerCase() || undefined,
    traceState: text(span, 'traceState'),
    kind: SPAN_KINDS[Number(span['kind'] ?? 0)] ?? 'unspecified',
    startNanos: nanos(span, 'startTimeUnixNano'),
    endNanos: nanos(span, 'endTimeUnixNano'),
    attributes: attributes(span),
    events: list(span, 'events').map((event) => ({
      name: text(event, 'name'),
      timeNanos: nanos(event, 'timeUnixNano'),
      attributes: attributes(event),
    })),
    links: list(span, 'links').map((link) => ({ traceId: text(link, 'traceId'), spanId: text(link, 'spanId') })),
    status: { code: STATUS_CODES[Number(status['code'] ?? 0)] ?? 'unset', message: text(status, 'message') },
    resource,
    scope,
  }
}

function attributes(owner: Json): Attributes {
  return Object.fromEntries(
    list(owner, 'attributes').map((pair) => [text(pair, 'key'), anyValue(child(pair, 'value'))]),
  )
}

function anyValue(value: Json): AttributeValue {
  const [kind] = Object.keys(value)
  if (kind === 'arrayValue') return list(child(value, kind), 'values').map(anyValue)
  if (kind === 'kvlistValue') {
    const pairs = list(child(value, kind), 'values')
    return Object.fromEntries(pairs.map((pair) => [text(pair, 'key'), anyValue(child(pair, 'value'))]))
  }
  if (kind === 'intValue' || kind === 'doubleValue') return Number(value[kind])
  return kind === undefined ? undefined : (value[kind] as string | boolean)
}

function child(owner: Json, key: string): Json {
  return (owner[key] ?? {}) as Json
}

function list(owner: unknown, key: string): Json[] {
  return ((owner as Json)[key] ?? []) as Json[]
}

function text(owner: Json, key: string): string {
  return String(owner[key] ?? '')
}

function nanos(owner: Json, key: string): bigint {
  return BigInt((owner[key] as string | number | undefined) ?? 0)
}
