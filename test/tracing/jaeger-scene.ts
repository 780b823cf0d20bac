import assert from 'node:assert/strict'
import {
  type App,
  type IncomingResponse,
  type ReceivedRequest,
  type RequestOptions,
  type RuntimeName,
  request,
  startApp,
  startUpstream,
  type Upstream,
} from '@strait/testkit'
import type { Jaeger, JaegerSpan } from './jaeger.ts'
import { newContext } from './trace-context.ts'

export const SECRETS = {
  STRAIT_KEY: 'caller-key-for-strait-7741',
  HELD_OPENAI: 'sk-held-openai-5150',
  HELD_ANTHROPIC: 'sk-ant-held-anthropic-9912',
  HELD_GEMINI: 'AIza-held-gemini-3001',
} as const
/** What clients wrote that is nobody's business: a body, a session, values of a query. */
export const PRIVATE = {
  body: 'whispered-in-the-prompt',
  cookie: 'cookie-of-a-person',
  query: 'value-in-a-query',
} as const

export const BEARER = { authorization: `Bearer ${SECRETS.STRAIT_KEY}` }
export const BODY = JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: PRIVATE.body }] })

/** One app that traces to Jaeger, with an upstream behind it. */
export interface Scene {
  readonly jaeger: Jaeger
  readonly runtime: RuntimeName
  readonly app: App
  readonly upstream: Upstream
}

export interface Told {
  readonly answer: IncomingResponse
  readonly server: JaegerSpan
  /** In the order of their calls. */
  readonly clients: readonly JaegerSpan[]
  readonly received: readonly ReceivedRequest[]
}

export async function startScene(runtime: RuntimeName, jaeger: Jaeger): Promise<Scene> {
  const upstream = await startUpstream()
  const config = `
listen: 127.0.0.1:0
telemetry: { otlp: "${jaeger.otlp}", service: strait-${runtime} }
access: { keys: [{ name: ci, key: "\${STRAIT_KEY}" }] }
providers:
  openai: { url: "${upstream.url}/v1", key: "\${HELD_OPENAI}" }
  anthropic: { url: "${upstream.url}", key: "\${HELD_ANTHROPIC}" }
  gemini: { url: "${upstream.url}/v1beta", key: "\${HELD_GEMINI}" }
  streams: { type: openai, url: "${upstream.url}/sse/v1" }
  up: { url: "${upstream.url}" }
`
  try {
    // Spans wait for others only as long as a test likes to wait for them.
    const env = { ...SECRETS, OTEL_BSP_SCHEDULE_DELAY: '20' }
    return { jaeger, runtime, upstream, app: await startApp(runtime, { config, env }) }
  } catch (error) {
    await upstream.close()
    throw error
  }
}

/** One traced request, with the key unless it brings headers of its own, and its trace as Jaeger has it: `calls` upstream calls long. */
export async function tell(
  { jaeger, app, upstream, runtime }: Scene,
  options: RequestOptions,
  calls: number,
): Promise<Told> {
  const { traceparent, traceId, spanId } = newContext()
  const earlier = upstream.requests.length
  const headers = { ...((options.headers as Record<string, string>) ?? BEARER), traceparent }
  const answer = await request(app.port, { method: 'POST', body: BODY, ...options, headers })
  const told = sort(await jaeger.trace(traceId, 1 + calls), runtime, spanId)
  assert.equal(told.clients.length, calls)
  return { answer, received: upstream.requests.slice(earlier), ...told }
}

/** What is true of every trace: one server span below the client's, each call a client span below that. */
export function sort(spans: readonly JaegerSpan[], runtime: RuntimeName, parent: string | undefined) {
  const [server, ...more] = spans.filter(({ tags }) => tags['span.kind'] === 'server')
  assert.ok(server !== undefined, 'a server span')
  assert.deepEqual(more, [], 'one server span')
  assert.deepEqual(server.parents, parent === undefined ? [] : [parent])
  const clients = spans.filter(({ tags }) => tags['span.kind'] === 'client').sort((a, b) => a.start - b.start)
  assert.equal(spans.length, 1 + clients.length)
  for (const span of spans) assert.equal(span.service, `strait-${runtime}`)
  for (const client of clients) {
    assert.deepEqual(client.parents, [server.spanId])
    assert.ok(client.start >= server.start - 1 && client.end <= server.end + 1, 'a call lies within its exchange')
  }
  return { server, clients }
}

/** Fails unless the span has these tags; `undefined` says that it has none of that name. */
export function assertTags(
  { tags, name }: JaegerSpan,
  expected: Readonly<Record<string, JaegerSpan['tags'][string] | undefined>>,
) {
  const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, tags[key]]))
  assert.deepEqual(seen, expected, name)
}

export const NO_ERROR = { error: undefined, 'error.type': undefined }
