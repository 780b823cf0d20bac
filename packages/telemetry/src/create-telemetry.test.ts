import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { type Collector, startCollector } from '@strait/testkit'
import { createTelemetry } from './create-telemetry.ts'
import { type TelemetryConfig, telemetryOptions } from './options.ts'
import type { Telemetry, TelemetryHost } from './telemetry.ts'
import { answered, fakeExchange, fakeRecord, TRACE_ID, traceparent, upstreamRequest } from './testing.ts'

async function tracing(otlp: TelemetryConfig['otlp'], host: TelemetryHost = {}, env = {}): Promise<Telemetry> {
  const options = telemetryOptions({ otlp }, env)
  assert.ok(options)
  return createTelemetry({ version: '1.2.3', ...options, ...host })
}

function exchange({ tracer }: Telemetry, headers: readonly string[] = []): void {
  const trace = tracer.begin(fakeExchange(headers, { startedAt: performance.now() }))
  assert.ok(trace)
  const attempt = trace.attempt({ target: 'openai', provider: 'openai' })
  attempt.begin(upstreamRequest)
  attempt.end(answered(200))
  trace.end(fakeRecord())
}

async function withCollector(run: (collector: Collector) => Promise<void>): Promise<void> {
  const collector = await startCollector()
  try {
    await run(collector)
  } finally {
    await collector.close()
  }
}

test('createTelemetry() exports spans by OTLP, compressed, with who sends them', () =>
  withCollector(async (collector) => {
    const telemetry = await tracing(
      { url: collector.url, compression: 'gzip' },
      {},
      { OTEL_RESOURCE_ATTRIBUTES: 'a=b' },
    )
    assert.equal(telemetry.target.startsWith(`${collector.url}/v1/traces`), true)
    const before = Date.now()
    exchange(telemetry, ['traceparent', traceparent('01')])
    await telemetry.flush()
    const after = Date.now()
    assert.equal(collector.spans.length, 2)
    const [client, server] = collector.spans
    assert.deepEqual([client?.kind, server?.kind], ['client', 'server'])
    assert.equal(server?.traceId, TRACE_ID)
    assert.equal(client?.parentSpanId, server?.spanId)
    assert.equal(server?.scope, 'strait')
    assert.equal(server?.resource['service.name'], 'strait')
    assert.equal(server?.resource['service.version'], '1.2.3')
    assert.equal(server?.resource['a'], 'b')
    const start = Number(server?.startNanos ?? 0n) / 1e6
    assert.ok(start >= before - 2 && start <= after + 2, `${start} in ${before}…${after}`)
    assert.deepEqual(
      collector.exports.map(({ path, encoding, contentType }) => [path, encoding, contentType]),
      [['/v1/traces', 'gzip', 'application/x-protobuf']],
    )
    await telemetry.shutdown()
  }))

test('createTelemetry() sends the headers of the config, and traces no export', async () => {
  const seen: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers)
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const telemetry = await tracing({ url, headers: { authorization: new Secret('Bearer x', 'config') } })
  exchange(telemetry)
  await telemetry.shutdown()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  assert.equal(seen.length, 1)
  assert.equal(seen[0]?.authorization, 'Bearer x')
  assert.equal(seen[0]?.['traceparent'], undefined)
})

test('createTelemetry() drops nothing of a burst that fits its queue', () =>
  withCollector(async (collector) => {
    const telemetry = await tracing(collector.url)
    for (let i = 0; i < 4000; i++) exchange(telemetry)
    await telemetry.flush()
    assert.equal(telemetry.dropped(), 0)
    assert.equal(collector.spans.length, 8000)
    assert.equal(new Set(collector.spans.map(({ spanId }) => spanId)).size, 8000)
    await telemetry.shutdown()
  }))

for (const answer of [400, 500, 503, 'hang'] as const) {
  test(`createTelemetry() lives with a collector that answers ${answer}: bounded, counted, told in two lines`, () =>
    withCollector(async (collector) => {
      collector.answer(answer)
      const warnings: string[] = []
      const otlp = { url: collector.url, timeout: 100 }
      const telemetry = await tracing(otlp, { warn: (message) => warnings.push(message) })
      for (let i = 0; i < 6000; i++) exchange(telemetry)
      const started = performance.now()
      await telemetry.shutdown(1000)
      assert.ok(performance.now() - started < 3000)
      assert.equal(telemetry.dropped(), 12_000)
      const told = warnings.map((line) => Number(/(\d+) spans? not delivered/.exec(line)?.[1]))
      assert.equal(told.length, 2)
      assert.equal((told[0] ?? 0) + (told[1] ?? 0), 12_000)
    }))
}

test('createTelemetry() lives without a collector', async () => {
  const collector = await startCollector()
  await collector.close()
  const warnings: string[] = []
  const telemetry = await tracing({ url: collector.url, timeout: 50 }, { warn: (message) => warnings.push(message) })
  for (let i = 0; i < 100; i++) exchange(telemetry)
  await telemetry.flush()
  await telemetry.shutdown()
  assert.equal(telemetry.dropped(), 200)
  assert.equal(warnings.length, 1)
})

test('shutdown() leaves exchanges that outlive a reload time to hand in their spans', () =>
  withCollector(async (collector) => {
    const { tracer, ...telemetry } = await tracing(collector.url)
    const stream = tracer.begin(fakeExchange([], { startedAt: performance.now() }))
    assert.ok(stream)
    await telemetry.shutdown()
    assert.equal(collector.spans.length, 0)
    stream.end(fakeRecord())
    await collector.waitForSpans((spans) => spans.length === 1)
    assert.equal(telemetry.dropped(), 0)
  }))

test('shutdown() waits for the spans of what a stop has just cut', () =>
  withCollector(async (collector) => {
    const { tracer, ...telemetry } = await tracing(collector.url)
    const cut = tracer.begin(fakeExchange([], { startedAt: performance.now() }))
    setTimeout(() => cut?.end(fakeRecord()), 5)
    await telemetry.shutdown()
    assert.equal(collector.spans.length, 1)
  }))

test('createTelemetry() with flushEach hands every export to the host as its exchange ends', () =>
  withCollector(async (collector) => {
    const deferred: Promise<unknown>[] = []
    const env = { OTEL_BSP_SCHEDULE_DELAY: '3600000' }
    const host = { flushEach: true, defer: (promise: Promise<unknown>) => void deferred.push(promise) }
    const telemetry = await tracing(collector.url, host, env)
    for (const count of [1, 2]) {
      exchange(telemetry)
      assert.equal(deferred.length, count)
      await deferred.at(-1)
      assert.equal(collector.spans.length, 2 * count)
    }
    for (let i = 0; i < 50; i++) exchange(telemetry)
    await Promise.all(deferred)
    assert.equal(collector.spans.length, 104)
    await telemetry.shutdown()
  }))
