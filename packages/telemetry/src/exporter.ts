import { context, createContextKey } from '@opentelemetry/api'
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base'
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
  type OTLPExporterNodeConfigBase,
} from '@opentelemetry/otlp-exporter-base/node-http'
import { type ISerializer, ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { encodeSpans } from './encode-spans.ts'
import type { TelemetryOptions } from './options.ts'

/** The SDK's own key, found by its name: an instrumentation that someone preloaded leaves these calls alone. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** An enum of these very words, of a package that is not ours to import. */
type Compression = NonNullable<OTLPExporterNodeConfigBase['compression']>

type Answer = ReturnType<typeof ProtobufTraceSerializer.deserializeResponse>

const serializer: ISerializer<ReadableSpan[], Answer> = {
  serializeRequest: encodeSpans,
  deserializeResponse: (bytes) => ProtobufTraceSerializer.deserializeResponse(bytes),
}

/** OTLP over HTTP with protobuf: repeats, timeouts, keep-alive and TLS by the SDK, bytes by `encodeSpans()`. */
export function createExporter({ endpoint, headers, compression, timeout }: TelemetryOptions): SpanExporter {
  const config: OTLPExporterNodeConfigBase = {
    url: endpoint,
    timeoutMillis: timeout,
    compression: compression as Compression,
    headers: async () => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
  }
  const http = convertLegacyHttpOptions(config, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' })
  const exporter = new OTLPExporterBase(
    createOtlpHttpExportDelegate(http, serializer, 'otlp_http_span_exporter', TraceExporterMetricsHelper, undefined),
  )
  return {
    export: (spans, done) =>
      context.with(context.active().setValue(SUPPRESSED, true), () => exporter.export(spans, done)),
    shutdown: () => exporter.shutdown(),
  }
}
