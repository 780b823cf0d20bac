import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertNoSecret, connect, delay, request } from '@strait/testkit'
import { runtimes } from '../suite.ts'
import { findJaeger, type Jaeger, type JaegerSpan, startJaeger } from './jaeger.ts'
import {
  assertTags,
  BEARER,
  BODY,
  NO_ERROR,
  PRIVATE,
  type Scene,
  SECRETS,
  sort,
  startScene,
  tell,
} from './jaeger-scene.ts'
import { newContext, readContext } from './trace-context.ts'

const MISSING =
  'there is no Jaeger in .cache: `bash scripts/jaeger.sh` builds it once (needs Go, takes some minutes), and .ci/run does so'

const tests: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async 'an OpenAI chat call: HTTP and gen_ai attributes, and the upstream continues the client’s trace'(scene) {
    const target = `/openai/v1/chat/completions?trace=${PRIVATE.query}`
    const headers = { ...BEARER, 'user-agent': 'OpenAI/Python 2.0', cookie: PRIVATE.cookie }
    const { answer, server, clients, received } = await tell(scene, { target, headers }, 1)
    const [client] = clients
    assert.ok(client)
    assert.equal(server.name, 'POST openai')
    assertTags(server, {
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'http.route': '/openai/*',
      'url.scheme': 'http',
      'url.path': '/openai/v1/chat/completions',
      'url.query': 'trace=***',
      'server.address': '127.0.0.1',
      'server.port': scene.app.port,
      'client.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      'user_agent.original': 'OpenAI/Python 2.0',
      'http.request.body.size': Buffer.byteLength(BODY),
      'http.response.body.size': answer.body.length,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'strait.request.id': answer.header('x-strait-request-id'),
      'strait.caller': 'ci',
      'strait.ended': 'whole',
      ...NO_ERROR,
    })
    assert.equal(client.name, 'chat')
    assertTags(client, {
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': scene.upstream.port,
      'url.full': `${scene.upstream.url}/v1/chat/completions?trace=***`,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'http.request.resend_count': undefined,
      ...NO_ERROR,
    })
    assert.deepEqual(received.flatMap((one) => one.headerAll('traceparent')).map(readContext), [
      { traceId: server.traceId, spanId: client.spanId, flags: '01' },
    ])
  },

  async 'an Anthropic call to /v1/messages is a chat of anthropic'(scene) {
    const headers = { 'x-api-key': SECRETS.STRAIT_KEY, 'anthropic-version': '2023-06-01' }
    const { answer, server, clients } = await tell(scene, { target: '/v1/messages', headers }, 1)
    assert.equal(answer.status, 200)
    for (const span of [server, ...clients]) {
      assertTags(span, { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', ...NO_ERROR })
    }
    // A bare path is the client's own text: no route that could be counted by.
    assertTags(server, { 'url.path': '/v1/messages', 'http.route': undefined })
  },

  async 'a Gemini call names the model that stands in its path, and never the key in its query'(scene) {
    const target = `/gemini/v1beta/models/gemini-2.5-pro:generateContent?key=${SECRETS.STRAIT_KEY}`
    const { answer, server, clients } = await tell(scene, { target, headers: {} }, 1)
    assert.equal(answer.status, 200)
    assert.equal(clients[0]?.name, 'generate_content gemini-2.5-pro')
    for (const span of [server, ...clients]) {
      assertTags(span, {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'gemini-2.5-pro',
      })
    }
    assertTags(server, { 'url.query': 'key=***' })
  },

  async 'a streamed answer: first_byte when it came, the spans’ end with the last byte'({
    jaeger,
    app,
    upstream,
    runtime,
  }) {
    const { traceparent, traceId, spanId } = newContext()
    using connection = await connect(app.port)
    const target = '/streams/v1/chat/completions?n=3&gate=rest'
    await connection.send({ method: 'POST', target, body: BODY, headers: { ...BEARER, traceparent } })
    const answer = await connection.openResponse()
    await answer.waitForText('"index":0')
    // The rest comes that much later, and both spans say so.
    await delay(60)
    upstream.open('rest')
    await answer.done
    const { server, clients } = sort(await jaeger.trace(traceId, 2), runtime, spanId)
    const [first, ...more] = server.events
    assert.equal(first?.name, 'first_byte')
    assert.deepEqual(more, [])
    assert.ok(
      first.at >= server.start && server.end - first.at >= 50_000,
      `${server.end - first.at} µs after first_byte`,
    )
    assert.ok((clients[0]?.end ?? 0) - first.at >= 50_000, 'the call lasts as long as its answer')
  },

  async 'a refused key and an unknown path: a server span that failed at nothing, and no call'(scene) {
    const wrong = { authorization: 'Bearer not-a-key-of-ours' }
    const denied = await tell(scene, { target: '/openai/v1/models', headers: wrong, method: 'GET', body: '' }, 0)
    assert.equal(denied.answer.status, 401)
    assertTags(denied.server, { 'http.response.status_code': 401, 'strait.error': 'key_invalid', ...NO_ERROR })
    const lost = await tell(scene, { target: '/nowhere/at/all' }, 0)
    assert.equal(lost.answer.status, 404)
    assert.equal(lost.server.name, 'POST')
    assertTags(lost.server, { 'http.response.status_code': 404, 'strait.error': 'no_route', ...NO_ERROR })
  },

  async 'an upstream that fails: an error on both spans, by the code that the client gets'(scene) {
    const { answer, server, clients } = await tell(scene, { target: '/up/garbage' }, 1)
    assert.equal(answer.status, 502)
    const code = answer.header('x-strait-error')
    assert.match(code ?? '', /^upstream_/)
    assertTags(server, { error: true, 'error.type': code, 'http.response.status_code': 502, 'strait.error': code })
    assertTags(clients[0] as JaegerSpan, { error: true, 'error.type': code, 'http.response.status_code': undefined })
  },

  async 'an upstream’s own 429 and 503: the call failed, the server only where it is at fault'(scene) {
    const limited = await tell(scene, { target: '/up/status/429' }, 1)
    assertTags(limited.server, { 'http.response.status_code': 429, ...NO_ERROR })
    assertTags(limited.clients[0] as JaegerSpan, { error: true, 'error.type': '429' })
    const down = await tell(scene, { target: '/up/status/503' }, 1)
    assertTags(down.server, { error: true, 'error.type': '503', 'strait.error': undefined })
    assertTags(down.clients[0] as JaegerSpan, { error: true, 'error.type': '503' })
  },

  async 'a client that leaves ends its trace at once, and is nobody’s error'({ jaeger, app, upstream, runtime }) {
    const { traceparent, traceId, spanId } = newContext()
    const connection = await connect(app.port)
    await connection.send({
      method: 'POST',
      target: '/up/silent-body',
      body: BODY,
      headers: { ...BEARER, traceparent },
    })
    await (await connection.openResponse()).waitForText('first')
    connection.reset()
    const { server, clients } = sort(await jaeger.trace(traceId, 2), runtime, spanId)
    assertTags(server, { 'strait.ended': 'client', 'http.response.status_code': 200, ...NO_ERROR })
    assertTags(clients[0] as JaegerSpan, { 'http.response.status_code': 200, ...NO_ERROR })
    assert.ok(server.end - server.start < 5_000_000)
    upstream.clear()
  },

  async 'a request without a context begins a trace, and the upstream gets it'({ jaeger, app, upstream, runtime }) {
    const earlier = upstream.requests.length
    const answer = await request(app.port, { target: '/up/json', headers: BEARER })
    const id = answer.header('x-strait-request-id') ?? ''
    const { server, clients } = sort(
      await jaeger.find(`strait-${runtime}`, { 'strait.request.id': id }),
      runtime,
      undefined,
    )
    const [seen] = upstream.requests.slice(earlier)
    const context = { traceId: server.traceId, spanId: clients[0]?.spanId, flags: '01' }
    assert.deepEqual(readContext(seen?.header('traceparent') ?? ''), context)
  },

  async 'no secret and no word of a body is in anything that Jaeger holds'({ jaeger, app, runtime }) {
    const text = await jaeger.everything(`strait-${runtime}`)
    assert.ok(text.includes('generate_content'), 'the traces of the tests before this one')
    const outputs = [
      { name: 'Jaeger', text },
      { name: 'the log', text: app.logs() },
    ]
    assertNoSecret(outputs, [...Object.values(SECRETS), ...Object.values(PRIVATE)])
  },
}

const binary = findJaeger()
let jaeger: Jaeger

describe('real traffic, read back from a real Jaeger', () => {
  before(async () => {
    if (binary !== undefined) jaeger = await startJaeger(binary)
  })
  after(() => jaeger?.stop())

  for (const runtime of runtimes) {
    describe(`on ${runtime}`, () => {
      let scene: Scene | undefined
      before(async () => {
        if (binary !== undefined) scene = await startScene(runtime, jaeger)
      })
      after(async () => {
        await scene?.app.stop()
        await scene?.upstream.close()
      })
      for (const [name, test] of Object.entries(tests)) {
        it(name, async (t) => (scene === undefined ? t.skip(MISSING) : test(scene)))
      }
    })
  }
})
