import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  type App,
  assertNoSecret,
  type Collector,
  connect,
  type RuntimeName,
  request,
  startApp,
  startCollector,
  startUpstream,
  type Upstream,
  until,
} from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { paced } from './paced.ts'
import { newContext } from './trace-context.ts'

/** An app with its collector and upstream, for one test. */
interface Scene {
  readonly app: App
  readonly collector: Collector
  readonly upstream: Upstream
}

interface Setting {
  /** Lines of the config beside address and providers. */
  readonly config?: (collector: Collector) => string
  readonly env?: (collector: Collector) => Readonly<Record<string, string>>
  /** What the collector answers from the start on. */
  readonly answer?: number | 'hang'
}

const byConfig = (collector: Collector) => `telemetry: { otlp: "${collector.url}" }`
const byEnv = (collector: Collector) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' })

async function withScene(runtime: RuntimeName, setting: Setting, test: (scene: Scene) => Promise<void>): Promise<void> {
  await using upstream = await startUpstream()
  const collector = await startCollector()
  if (setting.answer !== undefined) collector.answer(setting.answer)
  let app: App | undefined
  try {
    const config = `
listen: 127.0.0.1:0
providers: { up: { url: "${upstream.url}" } }
${setting.config?.(collector) ?? ''}
`
    app = await startApp(runtime, { config, env: setting.env?.(collector) ?? {} })
    await test({ app, collector, upstream })
  } finally {
    await app?.kill()
    await collector.close()
  }
}

/** Spans that the app says it could not deliver. */
function told(app: App): number {
  const said = [...app.logs().matchAll(/(\d+) spans? not delivered/g)]
  return said.reduce((sum, [, count]) => sum + Number(count), 0)
}

/** SIGTERM and its end, which the suite's own runtime may tell in two ways. */
async function stop(app: App): Promise<void> {
  const { code, signal } = await app.stop()
  assert.ok(code === 0 || signal === 'SIGTERM', app.logs())
}

/** Half of a hundred exchanges at once: all are answered as if there were no collector at all. */
async function assertTrafficFlows(app: App, what: string): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      request(app.port, { method: 'POST', target: '/up/echo', body: `${what} ${i}` }),
    ),
  )
  assert.deepEqual(
    answers.map((answer) => [answer.status, answer.text(), answer.complete]),
    answers.map((_, i) => [200, `${what} ${i}`, true]),
  )
}

forEachRuntime((runtime) => {
  it('a collector that hangs, fails or is gone touches neither start nor traffic; what is lost is told', async () => {
    const env = () => ({
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BSP_MAX_QUEUE_SIZE: '64',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    })
    await withScene(runtime, { config: byConfig, env, answer: 'hang' }, async ({ app, collector }) => {
      assert.deepEqual(collector.exports, [], 'nobody asked the collector before the app listened')
      await assertTrafficFlows(app, 'hanging')
      const warning = await app.waitForLog((line) => /not delivered/.test(JSON.stringify(line)))
      assert.equal(warning['level'], 'warn')
      collector.answer(500)
      await assertTrafficFlows(app, 'failing')
      await collector.close()
      await assertTrafficFlows(app, 'gone')
      await stop(app)
      assert.equal(collector.spans.length, 0)
      assert.equal(told(app), 2 * 150, app.logs())
      assert.ok(app.lines().filter((line) => line['level'] === 'warn').length <= 3, 'few lines, however much is lost')
    })
  })

  it('SIGTERM flushes the spans of all that has ended, and of what ends while it drains', async () => {
    const env = () => ({ OTEL_BSP_SCHEDULE_DELAY: '3600000' })
    await withScene(runtime, { config: byConfig, env }, async ({ app, collector, upstream }) => {
      for (let i = 0; i < 3; i++) await request(app.port, { target: '/up/json' })
      using streaming = await connect(app.port)
      const { traceparent, traceId } = newContext()
      await streaming.send({ target: '/up/sse?n=2&gate=rest', headers: { traceparent } })
      const answer = await streaming.openResponse()
      await answer.waitForText('"index":0')
      assert.equal(collector.spans.length, 0)
      const ended = stop(app)
      await app.waitForLog((line) => /SIGTERM/.test(JSON.stringify(line)))
      upstream.open('rest')
      await ended
      assert.equal(collector.spans.length, 8)
      assert.equal(collector.spans.filter((span) => span.traceId === traceId).length, 2)
      assert.equal(told(app), 0)
    })
  })

  it('a reload loses no span of an exchange that outlives it', async () => {
    const env = () => ({ OTEL_BSP_SCHEDULE_DELAY: '20' })
    await withScene(runtime, { config: byConfig, env }, async ({ app, collector, upstream }) => {
      using streaming = await connect(app.port)
      const { traceparent, traceId } = newContext()
      await streaming.send({ target: '/up/sse?n=2&gate=rest', headers: { traceparent } })
      const answer = await streaming.openResponse()
      await answer.waitForText('"index":0')
      // Reloads take turns: with the second the first is over, and what it has replaced is shut down.
      for (const count of [1, 2]) {
        app.signal('SIGHUP')
        await until(() => app.logs().match(/config reloaded/g)?.length === count, { what: `reload ${count}` })
      }
      upstream.open('rest')
      await answer.done
      await collector.waitForSpans((spans) => spans.filter((span) => span.traceId === traceId).length === 2)
      await request(app.port, { target: '/up/json' })
      await collector.waitForSpans((spans) => spans.length === 4)
      await stop(app)
      assert.equal(told(app), 0)
    })
  })

  it('400 requests a second for 3 s: every span arrives, once', async () => {
    await withScene(runtime, { config: byConfig }, async ({ app, collector }) => {
      const answered = await paced({ url: `${app.url}/up/json`, perSecond: 400, seconds: 3 })
      assert.equal(answered, 1200)
      await stop(app)
      assert.equal(told(app), 0, app.logs().slice(-2000))
      assert.deepEqual(collector.errors, [])
      assert.equal(collector.spans.length, 2400)
      assert.equal(new Set(collector.spans.map((span) => span.spanId)).size, 2400)
      assert.equal(new Set(collector.spans.map((span) => span.traceId)).size, 1200)
    })
  })

  it('OTEL_* variables alone switch it on, and the start says which', async () => {
    const headers = 'authorization=Bearer%20key-of-the-collector'
    const env = (collector: Collector) => ({
      ...byEnv(collector),
      OTEL_SERVICE_NAME: 'gate',
      OTEL_EXPORTER_OTLP_HEADERS: headers,
    })
    await withScene(runtime, { env }, async ({ app, collector }) => {
      const [line] = await until(() => /^ {2}traces .*$/m.exec(app.logs()), { what: 'the line about traces' })
      for (const part of [`${collector.url}/v1/traces`, 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SERVICE_NAME']) {
        assert.ok(line.includes(part), line)
      }
      await request(app.port, { target: '/up/json' })
      const spans = await collector.waitForSpans((all) => all.length >= 2)
      for (const span of spans) assert.equal(span.resource['service.name'], 'gate')
      await stop(app)
      assertNoSecret([app.logs()], ['key-of-the-collector'])
    })
  })

  it('OTEL_SDK_DISABLED switches it off, config or not: headers pass as sent, nothing is exported', async () => {
    const env = (collector: Collector) => ({ ...byEnv(collector), OTEL_SDK_DISABLED: 'true' })
    await withScene(runtime, { config: byConfig, env }, async ({ app, collector, upstream }) => {
      const { traceparent } = newContext()
      await request(app.port, { target: '/up/json', headers: { traceparent } })
      await request(app.port, { target: '/up/json' })
      assert.deepEqual(
        upstream.requests.map((seen) => seen.headerAll('traceparent')),
        [[traceparent], []],
      )
      await until(() => /^ {2}traces +off$/m.exec(app.logs()), { what: 'the line about traces' })
      await stop(app)
      assert.deepEqual(collector.exports, [])
    })
  })

  // Only Deno exports spans by itself.
  if (runtime !== 'deno') return
  it('under OTEL_DENO there is one trace and nothing is there twice', async () => {
    const env = (collector: Collector) => ({ ...byEnv(collector), OTEL_DENO: 'true', OTEL_DENO_CONSOLE: 'ignore' })
    await withScene(runtime, { env }, async ({ app, collector, upstream }) => {
      const { traceparent, traceId, spanId } = newContext()
      const target = '/up/json?key=planted-in-the-query'
      await request(app.port, { target, headers: { traceparent } })
      const rootless = await request(app.port, { target })
      await stop(app)
      const mine = collector.spans.filter((span) => span.traceId === traceId)
      assert.deepEqual(mine.map((span) => span.kind).sort(), ['client', 'server'])
      const server = mine.find((span) => span.kind === 'server')
      const client = mine.find((span) => span.kind === 'client')
      assert.equal(server?.parentSpanId, spanId)
      assert.equal(client?.parentSpanId, server?.spanId)
      assert.equal(collector.spans.length, 4)
      assert.equal(new Set(collector.spans.map((span) => span.traceId)).size, 2)
      const [seen] = upstream.requests
      assert.deepEqual(seen?.headerAll('traceparent'), [`00-${traceId}-${client?.spanId}-01`])
      const id = rootless.header('x-strait-request-id')
      assert.equal(collector.spans.filter((span) => span.attributes['strait.request.id'] === id).length, 1)
      const text = JSON.stringify(collector.spans, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      assertNoSecret([text], ['planted-in-the-query'])
    })
  })
})
