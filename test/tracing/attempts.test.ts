import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { assertNoSecret, type Collector, type HeaderList, request, type Span, startCollector } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'
import { counted } from '../targets/cached.ts'
import { scene } from '../targets/scene.ts'
import { hangs, inTurn, resets, says } from '../targets/scripts.ts'
import { newContext } from './trace-context.ts'

const KEYS = ['sk-held-number-one-1', 'sk-held-number-two-2'] as const

const withoutTime = (told: string) => told.replace(/ in \d+ ms/, '')

forEachRuntime((_runtime, use) => {
  let collector: Collector
  before(async () => {
    collector = await startCollector()
  })
  after(() => collector?.close())

  const SOON = 'backoff: { initial: 1ms, max: 1ms }'
  const { promises, at, does, ask } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
telemetry: { otlp: "${collector.url}" }
egress: { allow: [127.0.0.1] }
providers:
  a: { type: openai, url: "${url.a}", keys: [{ key: ${KEYS[0]}, name: first-key }] }
  b: { type: openai, url: "${url.b}", key: ${KEYS[1]} }
routes:
  - path: /r/*
    to: { strategy: fallback, targets: [{ provider: a, timeouts: { first_byte: 300ms }, retry: { attempts: 1, ${SOON} } }, { provider: b }] }
  - { path: /hedged/*, to: { provider: a, hedge: { after: 20ms } } }
  - { path: /kept/*, to: { provider: b }, cache: true }
`,
  })

  /** An exchange as it is told of: a span for each attempt, in the order in which they began, its own span, its line. */
  async function traced({ app }: Stage, target: string, headers: HeaderList = []) {
    const { traceparent, traceId } = newContext()
    const sent: HeaderList = [['content-type', 'application/json'], ['traceparent', traceparent], ...headers]
    await ask(target, { headers: sent })
    const line = await app.waitForLog((each) => each['trace_id'] === traceId)
    const of = (spans: readonly Span[]) => spans.filter((span) => span.traceId === traceId)
    const spans = of(await collector.waitForSpans((all) => of(all).length === Number(line['attempts']) + 1))
    const attempts = spans
      .filter(({ kind }) => kind === 'client')
      .sort((one, other) => Number(one.startNanos - other.startNanos))
    const own = spans.find(({ kind }) => kind === 'server') ?? assert.fail('it has no span of its own')
    for (const { parentSpanId } of attempts) assert.equal(parentSpanId, own.spanId)
    return { attempts, own, line, tried: (line['tried'] ?? []) as readonly string[] }
  }

  const story = ({ attributes }: Span) =>
    ['target', 'key', 'retry', 'replaced'].map((name) => attributes[`strait.${name}`])

  promises('each attempt tells where it went, with which key, what came of it and why it ended', async (stage) => {
    does({ a: says(503, 'no'), b: says(200, 'b') })
    const { attempts, own, line, tried } = await traced(stage, '/r/chat/completions')
    assert.deepEqual(attempts.map(story), [
      ['/r/*/0', 'first-key', undefined, 'retried'],
      ['/r/*/0', 'first-key', 1, 'next'],
      ['/r/*/1', 'key', undefined, undefined],
    ])
    const statuses = attempts.map(({ attributes }) => attributes['http.response.status_code'])
    assert.deepEqual(statuses, [503, 503, 200])
    const options = attempts.map(({ attributes }) => attributes['strait.option'])
    assert.deepEqual(options, ['to.targets[0]', 'to.targets[0]', 'to.targets[1]'])
    assert.deepEqual([own.attributes['strait.attempts'], own.attributes['http.response.status_code']], [3, 200])
    assert.deepEqual([line['attempts'], line['provider']], [3, 'b'])
    assert.deepEqual(tried.map(withoutTime), [
      '/r/*/0 first-key: 503, retried',
      '/r/*/0 first-key: 503, next',
      '/r/*/1 key: 200',
    ])
  })

  promises('what gave no answer is told in Strait’s words', async (stage) => {
    does({ a: inTurn(resets, hangs), b: says(200, 'b') })
    for (const error of ['upstream_reset', 'first_byte_timeout']) {
      const { attempts, tried } = await traced(stage, '/r/chat/completions')
      assert.deepEqual([attempts[0]?.attributes['error.type'], story(attempts[0] as Span)[3]], [error, 'next'])
      assert.deepEqual(tried.map(withoutTime), [`/r/*/0 first-key: ${error}, next`, '/r/*/1 key: 200'])
    }
  })

  promises('of two that run at the same time one is overtaken', async (stage) => {
    does({ a: inTurn(hangs, says(200, 'second')) })
    const { attempts, tried } = await traced(stage, '/hedged/chat/completions')
    assert.deepEqual(
      attempts.map(({ attributes }) => attributes['error.type']),
      ['overtaken', undefined],
    )
    assert.match(String(tried[0]), /: overtaken in/)
  })

  promises('a config that came with the request says which of its targets it was', async (stage) => {
    does({ a: says(500, 'no'), b: says(200, 'b') })
    const targets = (['a', 'b'] as const).map((name) => ({
      ...{ provider: 'openai', api_key: `sk-of-the-request-${name}` },
      custom_host: `${at[name].url}/v1`,
    }))
    const config = JSON.stringify({ strategy: { mode: 'fallback' }, targets })
    const { attempts, tried } = await traced(stage, '/v1/chat/completions', [['x-portkey-config', config]])
    const options = attempts.map(({ attributes }) => attributes['strait.option'])
    assert.deepEqual(options, ['config.targets[0]', 'config.targets[1]'])
    assert.deepEqual(tried.map(withoutTime), [
      'portkey openai config.targets[0]: 500, next',
      'portkey openai config.targets[1]: 200',
    ])
  })

  promises('x-strait-info tells the caller the same, and whoever does not ask nothing', async ({ app }) => {
    does({ a: says(503, 'no'), b: counted() })
    const ask_ = async (target: string, info: HeaderList) => {
      const answer = await request(app.port, { method: 'POST', target, headers: info, body: '{}' })
      return (name: string) => answer.header(`x-strait-${name}`)
    }
    const told = await ask_('/r/chat/completions', [['x-strait-info', 'true']])
    assert.deepEqual([told('attempts'), told('provider'), told('retries'), told('key')], ['3', 'b', '0', 'key'])
    assert.match(told('upstream-ms') ?? '', /^\d+$/)
    const untold = await ask_('/r/chat/completions', [])
    for (const name of ['attempts', 'provider', 'target', 'key', 'retries', 'upstream-ms'])
      assert.equal(untold(name), undefined)
    const miss = await ask_('/kept/chat/completions', [['x-strait-info', 'true']])
    const hit = await ask_('/kept/chat/completions', [['x-strait-info', 'true']])
    assert.deepEqual([miss('cache'), miss('attempts')], ['miss', '1'])
    assert.deepEqual([hit('cache'), hit('attempts'), hit('provider')], ['hit', '0', 'b'])
  })

  promises('a hit is on the span and in the log, and no key is anywhere', async (stage) => {
    does({ b: counted() })
    const traces: (readonly unknown[])[] = []
    for (let i = 0; i < 2; i++) {
      const { attempts, own, line } = await traced(stage, '/kept/embeddings')
      traces.push([attempts.length, own.attributes['strait.cache'], line['cache'], line['provider']])
    }
    assert.deepEqual(traces, [
      [1, 'miss', 'miss', 'b'],
      [0, 'hit', 'hit', 'b'],
    ])
    const spans = JSON.stringify(collector.spans, (_name, value) => (typeof value === 'bigint' ? `${value}` : value))
    assertNoSecret([stage.app.logs(), spans], [...KEYS, 'sk-of-the-request-a', 'sk-of-the-request-b'])
  })
})
