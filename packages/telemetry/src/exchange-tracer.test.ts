import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpanKind } from '@opentelemetry/api'
import * as stable from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import type { Exchange } from '@strait/core'
import { parseTraceparent } from '@strait/core'
import {
  answered,
  attempt,
  EPOCH,
  epochMs,
  fakeExchange,
  fakeRecord,
  flow,
  only,
  SPAN_ID,
  setUp,
  TRACE_ID,
  traceparent,
  upstreamRequest,
} from './testing.ts'

test('begin() continues the trace of the client: same trace, its span the parent, ours the parent of the call', async () => {
  const { begin, spans } = setUp()
  const trace = begin(fakeExchange(['TraceParent', traceparent('01'), 'tracestate', 'a=1', 'tracestate', 'b=2']))
  assert.ok(trace)
  assert.equal(trace.traceId, TRACE_ID)
  const { headers } = attempt(trace, answered(200))
  trace.end(fakeRecord())
  const all = await spans()
  const server = only(all, SpanKind.SERVER)
  const client = only(all, SpanKind.CLIENT)
  assert.equal(server.parentSpanContext?.spanId, SPAN_ID)
  assert.equal(server.parentSpanContext?.isRemote, true)
  assert.equal(server.spanContext().traceState?.serialize(), 'a=1,b=2')
  assert.equal(client.parentSpanContext?.spanId, server.spanContext().spanId)
  assert.deepEqual(headers, ['traceparent', `00-${TRACE_ID}-${client.spanContext().spanId}-01`])
})

test('begin() hands the sampled flag on as it came, where the sampler takes traces of its own will', () => {
  const { begin } = setUp({ root: 1, parent: 'ignore' })
  for (const [came, goes] of [
    ['00', 0],
    ['01', 1],
    ['03', 3],
  ] as const) {
    const trace = begin(fakeExchange(['traceparent', traceparent(came)]))
    assert.equal(parseTraceparent(trace?.attempt({ target: 't', provider: 'p' }).headers[1] ?? '')?.flags, goes)
  }
})

for (const [title, headers] of [
  ['no traceparent', []],
  ['a malformed traceparent', ['traceparent', 'nonsense']],
  ['version ff', ['traceparent', traceparent('01').replace(/^00/, 'ff')]],
  ['two lines of traceparent', ['traceparent', traceparent('01'), 'Traceparent', traceparent('01')]],
] as const) {
  test(`begin() starts a trace of its own for ${title}`, async () => {
    const { begin, spans } = setUp()
    const trace = begin(fakeExchange(headers))
    assert.ok(trace)
    assert.match(trace.traceId, /^[0-9a-f]{32}$/)
    assert.notEqual(trace.traceId, TRACE_ID)
    const sent = parseTraceparent(attempt(trace, answered(200)).headers[1] ?? '')
    assert.equal(sent?.traceId, trace.traceId)
    assert.equal(sent?.flags, 1)
    trace.end(fakeRecord())
    assert.equal(only(await spans(), SpanKind.SERVER).parentSpanContext, undefined)
  })
}

test('begin() leaves an exchange alone whose caller does not sample, or that the ratio leaves out', () => {
  assert.equal(setUp().begin(fakeExchange(['traceparent', traceparent('00')])), undefined)
  assert.equal(setUp({ root: 0, parent: 'follow' }).begin(), undefined)
  assert.equal(setUp({ root: 0, parent: 'ignore' }).begin(fakeExchange(['traceparent', traceparent('01')])), undefined)
  assert.ok(setUp({ root: 0, parent: 'follow' }).begin(fakeExchange(['traceparent', traceparent('01')])))
})

test('end() writes the attributes of the HTTP and GenAI conventions, under their very names', async () => {
  const { begin, spans } = setUp()
  const provider = { telemetryName: 'openai.test' }
  const trace = begin(fakeExchange([], { match: { route: { provider } } } as unknown as Partial<Exchange>))
  assert.ok(trace)
  attempt(trace, answered(200))
  trace.end(fakeRecord())
  const all = await spans()
  const server = only(all, SpanKind.SERVER)
  assert.equal(server.name, 'POST openai')
  assert.deepEqual(server.attributes, {
    [stable.ATTR_HTTP_REQUEST_METHOD]: 'POST',
    [stable.ATTR_URL_SCHEME]: 'http',
    [stable.ATTR_URL_PATH]: '/openai/v1/chat/completions',
    [stable.ATTR_URL_QUERY]: 'key=***&alt=sse',
    [stable.ATTR_CLIENT_ADDRESS]: '10.1.2.3',
    [stable.ATTR_NETWORK_PROTOCOL_VERSION]: '1.1',
    [stable.ATTR_SERVER_ADDRESS]: 'localhost',
    [stable.ATTR_SERVER_PORT]: 8787,
    [stable.ATTR_USER_AGENT_ORIGINAL]: 'OpenAI/Python 2.0',
    [stable.ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
    [stable.ATTR_HTTP_ROUTE]: '/openai/*',
    [incubating.ATTR_HTTP_REQUEST_BODY_SIZE]: 300,
    [incubating.ATTR_HTTP_RESPONSE_BODY_SIZE]: 600,
    [incubating.ATTR_GEN_AI_PROVIDER_NAME]: 'openai.test',
    [incubating.ATTR_GEN_AI_OPERATION_NAME]: 'chat',
    [incubating.ATTR_GEN_AI_REQUEST_MODEL]: 'gpt-5',
    'strait.request.id': 'req-1',
    'strait.caller': 'ci',
    'strait.route': 'openai',
    'strait.door': 'providers',
    'strait.rule': 'door /openai',
    'strait.ended': 'whole',
  })
  const client = only(all, SpanKind.CLIENT)
  assert.equal(client.name, 'chat gpt-5')
  assert.deepEqual(client.attributes, {
    [stable.ATTR_HTTP_REQUEST_METHOD]: 'POST',
    [stable.ATTR_SERVER_ADDRESS]: 'api.openai.com',
    [stable.ATTR_SERVER_PORT]: 443,
    [stable.ATTR_URL_FULL]: 'https://api.openai.com/v1/chat/completions?key=***',
    [stable.ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
    [incubating.ATTR_GEN_AI_PROVIDER_NAME]: 'openai.test',
    [incubating.ATTR_GEN_AI_OPERATION_NAME]: 'chat',
    [incubating.ATTR_GEN_AI_REQUEST_MODEL]: 'gpt-5',
    'strait.target': 'openai',
    'strait.provider': 'openai',
  })
})

test('end() lets no client choose span names, and cuts what a client writes at length', async () => {
  const { begin, spans } = setUp()
  const trace = begin(fakeExchange(['User-Agent', 'x'.repeat(50_000)]))
  assert.ok(trace)
  trace.end(
    fakeRecord({ method: 'BREW', target: `/${'p'.repeat(50_000)}`, route: undefined, model: 'm'.repeat(50_000) }),
  )
  const { name, attributes } = only(await spans(), SpanKind.SERVER)
  assert.equal(name, 'HTTP')
  assert.equal(attributes['http.request.method'], '_OTHER')
  assert.equal(attributes['http.request.method_original'], 'BREW')
  for (const value of Object.values(attributes)) assert.ok(String(value).length <= 1024)
})

test('end() gives wall times: from the exchange’s start to its last byte, and the first byte between', async () => {
  const { time, begin, spans } = setUp()
  time.ms = 1003
  const trace = begin(fakeExchange())
  assert.ok(trace)
  const call = trace.attempt({ target: 'openai', provider: 'openai' })
  time.ms = 1010
  call.begin(upstreamRequest)
  time.ms = 1020
  call.end(answered(200, flow))
  time.ms = 1030.25
  trace.firstByte()
  time.ms = 1100
  trace.end(fakeRecord())
  const all = await spans()
  const server = only(all, SpanKind.SERVER)
  const client = only(all, SpanKind.CLIENT)
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) <= 1, `${actual} ≈ ${expected}`)
  near(epochMs(server.startTime), EPOCH + 1000)
  near(epochMs(server.endTime), EPOCH + 1100)
  near(epochMs(client.startTime), EPOCH + 1010)
  // A streaming answer belongs to the call until its last byte.
  near(epochMs(client.endTime), EPOCH + 1100)
  assert.deepEqual(
    server.events.map(({ name }) => name),
    ['first_byte'],
  )
  const [event] = server.events
  near(epochMs(event?.time ?? [0, 0]), EPOCH + 1030.25)
  near(epochMs(server.duration), 100)
})

test('no span holds a secret of target or headers', async () => {
  const { begin, spans } = setUp()
  const trace = begin(fakeExchange(['authorization', 'Bearer planted-secret', 'cookie', 'planted-secret']))
  assert.ok(trace)
  attempt(trace, answered(500))
  trace.end(fakeRecord({ status: 500, cause: new Error('planted-secret') }))
  for (const { name, attributes, status, events } of await spans()) {
    assert.ok(!JSON.stringify([name, attributes, status, events]).includes('planted-secret'))
  }
})
