import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { tracesFromJson } from './otlp-json.ts'
import { decodeTraces, type Span } from './otlp-protobuf.ts'
import { until } from './wait.ts'

export interface Collector {
  readonly port: number
  /** What `telemetry.otlp` or OTEL_EXPORTER_OTLP_ENDPOINT wants. */
  readonly url: string
  readonly spans: Span[]
  /** Exports that came: path, encoding, size. */
  readonly exports: { path: string; contentType: string; encoding: string; bytes: number }[]
  /** Exports that could not be read, or whose sender left in the middle. */
  readonly errors: unknown[]
  /** What the next exports are answered with; 'hang' never answers. */
  answer(status: number | 'hang'): void
  /** Spans, past or coming, once `predicate` holds for all that came. */
  waitForSpans(predicate: (spans: readonly Span[]) => boolean, timeoutMs?: number): Promise<readonly Span[]>
  close(): Promise<void>
}

/** An OTLP/HTTP receiver for /v1/traces: protobuf or JSON, gzip or plain. */
export async function startCollector(): Promise<Collector> {
  const spans: Span[] = []
  const exports: Collector['exports'] = []
  const errors: unknown[] = []
  let answer: number | 'hang' = 200

  const server = createServer(async (request, response) => {
    const body = await readAll(request).catch((error: unknown) => void errors.push(error))
    if (body === undefined) return
    const contentType = request.headers['content-type'] ?? ''
    const encoding = request.headers['content-encoding'] ?? 'identity'
    exports.push({ path: request.url ?? '', contentType, encoding, bytes: body.length })
    if (answer === 'hang') return
    if (answer === 200 && request.url === '/v1/traces') {
      try {
        spans.push(...decode(encoding === 'gzip' ? gunzipSync(body) : body, contentType))
      } catch (error) {
        errors.push(error)
      }
    }
    reply(response, answer, contentType)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    spans,
    exports,
    errors,
    answer: (status) => {
      answer = status
    },
    waitForSpans: async (predicate, timeoutMs = 10_000) => {
      const what = () => `spans; came: ${spans.map((span) => span.name).join(' | ') || 'none'}`
      await until(() => predicate(spans), { timeoutMs, what })
      return spans
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function decode(body: Buffer, contentType: string): Span[] {
  return contentType.includes('json') ? tracesFromJson(JSON.parse(body.toString('utf8'))) : decodeTraces(body)
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function reply(response: ServerResponse, status: number, contentType: string): void {
  const isJson = contentType.includes('json')
  response.writeHead(status, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' })
  response.end(isJson ? '{}' : undefined)
}
