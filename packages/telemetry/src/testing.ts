import assert from 'node:assert/strict'
import { createTraceState, type SpanKind } from '@opentelemetry/api'
import { defaultResource } from '@opentelemetry/resources'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type {
  Exchange,
  ExchangeRecord,
  ExchangeTrace,
  Flow,
  UpstreamAnswer,
  UpstreamFailureCode,
  UpstreamRequest,
} from '@strait/core'
import { Cancel, Fields } from '@strait/core'
import { Batcher } from './batcher.ts'
import { exchangeTracer } from './exchange-tracer.ts'
import { ownSource } from './own-source.ts'
import type { SamplerRule } from './sampler.ts'
import { WallClock } from './wall-clock.ts'

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
export const SPAN_ID = '00f067aa0ba902b7'
export const traceparent = (flags: string): string => `00-${TRACE_ID}-${SPAN_ID}-${flags}`

/** An exchange as the tracer sees it at its begin; only what it reads is there. */
export function fakeExchange(headers: readonly string[] = [], more: Partial<Exchange> = {}): Exchange {
  const arrival = {
    kind: 'http' as const,
    method: 'POST',
    target: '/openai/v1/chat/completions?key=planted-secret&alt=sse',
    scheme: 'http' as const,
    httpVersion: '1.1' as const,
    fields: new Fields(['Host', 'localhost:8787', 'User-Agent', 'OpenAI/Python 2.0', ...headers]),
    body: undefined,
    peer: '127.0.0.1',
    cancel: new Cancel(),
  }
  const times = { sent: 0, head: 0, replied: 0, firstByte: 0 }
  return { arrival, startedAt: 1000, match: undefined, times, ...more } as Exchange
}

export function fakeRecord(more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    id: 'req-1',
    at: 0,
    stage: 'relay',
    method: 'POST',
    target: '/openai/v1/chat/completions?key=***&alt=sse',
    client: '10.1.2.3',
    caller: 'ci',
    door: 'providers',
    route: 'openai',
    rule: 'door /openai',
    provider: 'openai',
    operation: 'chat',
    model: 'gpt-5',
    status: 200,
    error: undefined,
    cause: undefined,
    bytesIn: 300,
    bytesOut: 600,
    attempts: [],
    ended: 'whole',
    tapsDropped: 0,
    traceId: undefined,
    callerTraceId: undefined,
    metadata: undefined,
    ms: { head: 20, firstByte: 30, total: 100, inside: 1 },
    ...more,
  }
}

export const upstreamRequest: UpstreamRequest = {
  origin: {
    scheme: 'https',
    host: 'api.openai.com',
    port: 443,
    hostHeader: 'api.openai.com',
    origin: 'https://api.openai.com',
  },
  method: 'POST',
  target: '/v1/chat/completions?key=planted-secret',
  headers: ['authorization', 'Bearer planted-secret'],
  secretNames: new Set(['authorization']),
  body: { kind: 'none' },
  connectTimeout: 0,
  expectContinue: 0,
  maxHead: 0,
}

export const answered = (status: number, body?: UpstreamAnswer['body']): UpstreamAnswer => ({
  kind: 'answer',
  status,
  reason: '',
  headers: [],
  body,
})

export const failed = (code: UpstreamFailureCode) =>
  ({ kind: 'failed', code, delivered: 'maybe', cause: undefined }) as const

/** Keeps what is exported; `answer` decides what becomes of it. */
export class FakeExporter implements SpanExporter {
  readonly spans: ReadableSpan[] = []
  readonly batches: number[] = []
  readonly #answer: (done: (code: number) => void, size: number) => void

  constructor(answer: (done: (code: number) => void, size: number) => void = (done) => done(0)) {
    this.#answer = answer
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.batches.push(spans.length)
    this.#answer((code) => {
      if (code === 0) this.spans.push(...spans)
      done(
        code === 0 ? { code } : { code, error: Object.assign(new Error('planted-secret'), { code: 'ECONNREFUSED' }) },
      )
    }, spans.length)
  }

  async shutdown(): Promise<void> {}
}

export const EPOCH = 1_700_000_000_000
/** A body that streams. */
export const flow = { read() {}, pause() {}, resume() {}, cancel() {} } as unknown as Flow

/** A tracer over a clock and an exporter of the test's own. */
export function setUp(sampler: SamplerRule = { root: 1, parent: 'follow' }) {
  const time = { ms: 1000 }
  const clock = () => time.ms
  const exporter = new FakeExporter()
  const batcher = new Batcher({ exporter, clock, queue: 100, size: 100, delay: 1, timeout: 1000, lost: () => {} })
  const source = ownSource({ batcher, resource: defaultResource(), version: '1', createTraceState })
  const tracer = exchangeTracer({ source, sampler, wall: new WallClock(clock, () => EPOCH + time.ms) })
  const begin = (exchange: Exchange = fakeExchange()) => tracer.begin(exchange)
  const spans = async () => {
    await batcher.flush(1000)
    return exporter.spans
  }
  return { time, begin, spans, batcher }
}

export const only = (spans: readonly ReadableSpan[], kind: SpanKind): ReadableSpan => {
  const found = spans.filter((span) => span.kind === kind)
  assert.equal(found.length, 1, `spans of kind ${kind}`)
  return found[0] as ReadableSpan
}

/** A call to an upstream, from begin to end. */
export function attempt(trace: ExchangeTrace, outcome: Parameters<ReturnType<ExchangeTrace['attempt']>['end']>[0]) {
  const one = trace.attempt({ target: 'openai', provider: 'openai' })
  one.begin(upstreamRequest)
  one.end(outcome)
  return one
}

export const epochMs = ([seconds, nanos]: [number, number]): number => seconds * 1000 + nanos / 1e6
