import { type ProtoField, protoFields } from './protobuf.ts'

export type AttributeValue =
  | string
  | number
  | boolean
  | AttributeValue[]
  | { [key: string]: AttributeValue }
  | undefined
export type Attributes = Record<string, AttributeValue>

export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
export const STATUS_CODES = ['unset', 'ok', 'error'] as const

export interface SpanEvent {
  name: string
  timeNanos: bigint
  attributes: Attributes
}

export interface Span {
  name: string
  /** Lower-case hex, like the other ids. */
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  traceState: string
  kind: (typeof SPAN_KINDS)[number]
  startNanos: bigint
  endNanos: bigint
  attributes: Attributes
  events: SpanEvent[]
  links: { traceId: string; spanId: string }[]
  status: { code: (typeof STATUS_CODES)[number]; message: string }
  /** Attributes of the resource it came from. */
  resource: Attributes
  /** Name of the instrumentation scope. */
  scope: string
}

/** opentelemetry/proto/collector/trace/v1 ExportTraceServiceRequest → spans. */
export function decodeTraces(message: Buffer): Span[] {
  return all(message, 1).flatMap((resourceSpans) => {
    const resource = attributes(all(resourceSpans, 1)[0] ?? Buffer.alloc(0), 1)
    return all(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = all(scopeSpans, 1).map((one) => text(one, 1))[0] ?? ''
      return all(scopeSpans, 2).map((span) => decodeSpan(span, resource, scope))
    })
  })
}

function decodeSpan(message: Buffer, resource: Attributes, scope: string): Span {
  const status = all(message, 15)[0] ?? Buffer.alloc(0)
  return {
    traceId: hex(message, 1),
    spanId: hex(message, 2),
    traceState: text(message, 3),
    parentSpanId: hex(message, 4) || undefined,
    name: text(message, 5),
    kind: SPAN_KINDS[Number(scalar(message, 6))] ?? 'unspecified',
    startNanos: scalar(message, 7),
    endNanos: scalar(message, 8),
    attributes: attributes(message, 9),
    events: all(message, 11).map((event) => ({
      timeNanos: scalar(event, 1),
      name: text(event, 2),
      attributes: attributes(event, 3),
    })),
    links: all(message, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    status: { message: text(status, 2), code: STATUS_CODES[Number(scalar(status, 3))] ?? 'unset' },
    resource,
    scope,
  }
}

function attributes(message: Buffer, id: number): Attributes {
  return Object.fromEntries(all(message, id).map((pair) => [text(pair, 1), anyValue(all(pair, 2)[0])]))
}

/** common/v1 AnyValue. */
function anyValue(message: Buffer | undefined): AttributeValue {
  if (message === undefined) return undefined
  const [field] = protoFields(message)
  return field === undefined ? undefined : anyField(field)
}

function anyField({ id, value }: ProtoField): AttributeValue {
  if (typeof value === 'bigint') {
    if (id === 2) return value !== 0n
    return id === 4 ? float64(value) : Number(BigInt.asIntN(64, value))
  }
  if (id === 5) return all(value, 1).map(anyValue)
  if (id === 6) return attributes(value, 1)
  return id === 7 ? value.toString('hex') : value.toString('utf8')
}

function float64(bits: bigint): number {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(bits)
  return bytes.readDoubleLE()
}

function all(message: Buffer, id: number): Buffer[] {
  const found: Buffer[] = []
  for (const field of protoFields(message)) {
    if (field.id === id && typeof field.value !== 'bigint') found.push(field.value)
  }
  return found
}

function scalar(message: Buffer, id: number): bigint {
  for (const field of protoFields(message)) {
    if (field.id === id && typeof field.value === 'bigint') return field.value
  }
  return 0n
}

function text(message: Buffer, id: number): string {
  return all(message, id)[0]?.toString('utf8') ?? ''
}

function hex(message: Buffer, id: number): string {
  return all(message, id)[0]?.toString('hex') ?? ''
}
