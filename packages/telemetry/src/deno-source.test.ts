import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseTraceparent } from '@strait/core'
import { type Span, startCollector } from '@strait/testkit'
import { SPAN_ID, TRACE_ID, traceparent } from './testing.ts'

const FIXTURE = fileURLToPath(new URL('./deno-fixture.ts', import.meta.url))
const skip = 'Deno' in globalThis ? false : 'only Deno exports spans by itself'

interface Outcome {
  readonly spans: readonly Span[]
  readonly target: string
  /** What an upstream would have got as `traceparent`. */
  readonly sent: ReturnType<typeof parseTraceparent>
}

/** One request to a process of its own: OTEL_DENO is read when Deno starts. */
async function ask(kind: string, headers: readonly string[], expected: number): Promise<Outcome> {
  const collector = await startCollector()
  try {
    const env = {
      ...process.env,
      OTEL_DENO: 'true',
      OTEL_DENO_CONSOLE: 'ignore',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    }
    const args = ['run', '-A', '--no-check', FIXTURE, kind, ...headers]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    const { target, reply } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { target: string; reply: string }
    await collector.waitForSpans((spans) => spans.length >= expected)
    return { spans: collector.spans, target, sent: parseTraceparent(reply) }
  } finally {
    await collector.close()
  }
}

for (const kind of ['node:http', 'Deno.serve']) {
  for (const [title, headers] of [
    ['with a trace of the client', [`traceparent: ${traceparent('01')}`]],
    ['without one', []],
  ] as const) {
    test(`denoSource() makes one trace without doubles under ${kind}, ${title}`, { skip }, async () => {
      const { spans, target, sent } = await ask(kind, headers, 2)
      assert.match(target, /OTEL_DENO/)
      const [server, ...moreServers] = spans.filter((span) => span.kind === 'server')
      const [client, ...moreClients] = spans.filter((span) => span.kind === 'client')
      assert.equal(moreServers.length + moreClients.length, 0, `doubles: ${spans.map(({ name }) => name).join(' | ')}`)
      assert.equal(server?.name, 'POST openai')
      assert.equal(server.attributes['gen_ai.operation.name'], 'chat')
      assert.equal(server.attributes['http.route'], '/openai/*')
      assert.equal(client?.name, 'chat gpt-5')
      assert.equal(client.traceId, server.traceId)
      assert.equal(client.parentSpanId, server.spanId)
      assert.equal(sent?.traceId, server.traceId)
      assert.equal(sent?.spanId, client.spanId)
      assert.equal(server.parentSpanId, headers.length > 0 ? SPAN_ID : undefined)
      if (headers.length > 0) assert.equal(server.traceId, TRACE_ID)
      for (const { attributes } of spans) assert.ok(!JSON.stringify(attributes).includes('planted-secret'))
    })
  }
}

test('denoSource() makes a server span of its own where none is active', { skip }, async () => {
  const { spans } = await ask('bare', [`traceparent: ${traceparent('01')}`], 3)
  const server = spans.find((span) => span.name === 'POST openai')
  assert.equal(server?.kind, 'server')
  assert.equal(server.traceId, TRACE_ID)
  assert.equal(server.parentSpanId, SPAN_ID)
  assert.equal(server.scope, 'strait')
})

test('Deno’s own span of a request that is not traced holds no secret either', { skip }, async () => {
  const { spans } = await ask('node:http', [`traceparent: ${traceparent('00')}`], 1)
  assert.deepEqual(
    spans.map((span) => span.scope),
    ['deno'],
  )
  assert.ok(!JSON.stringify(spans[0]?.attributes).includes('planted-secret'))
})
