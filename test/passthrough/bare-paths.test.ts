import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { type Collector, startCollector, type Upstream } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

/** Each provider at an address of its own, so that the upstream's target tells who was meant. */
const BASES: Readonly<Record<string, string>> = {
  openai: '/v1',
  anthropic: '',
  azure: '',
  gemini: '',
  vertex: '',
  bedrock: '',
  cohere: '',
  mistral: '/v1',
  groq: '/openai/v1',
  xai: '/v1',
  openrouter: '/api/v1',
  ollama: '',
}

const named = ({ url }: Upstream): string =>
  Object.entries(BASES)
    .map(([name, base]) => `  ${name}: { url: "${url}/@${name}${base}" }\n`)
    .join('')

const version = ['anthropic-version', '2026-10-21']
const bearer = ['Authorization', 'Bearer k']
const google = ['x-goog-api-key', 'AIza-callers', 'x-goog-api-client', 'google-genai-sdk/3.4.0 gl-python/3.11.9']
const stainless = ['accept', 'application/json', 'user-agent', 'OpenAI/Python 3.52.0', 'x-stainless-lang', 'python']
const signed = [
  'Authorization',
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0a',
  'amz-sdk-invocation-id',
  '3e6c1a4f-0000-0000-0000-000000000000',
]
const key = (value: string) => ['Authorization', `Bearer ${value}`]

interface Row {
  readonly request: string
  readonly headers?: readonly string[]
  readonly model?: string
  /** The upstream's target, from the provider's name on. */
  readonly to: string
}

/** As the SDKs send them to a base URL that is Strait's root. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'paths that are one provider’s': [
    { request: 'POST /v1/messages', headers: [...version, ...bearer], to: 'anthropic/v1/messages' },
    { request: 'POST /v1/messages', headers: ['x-api-key', 'k', ...version], to: 'anthropic/v1/messages' },
    { request: 'POST /v1/messages', headers: bearer, to: 'anthropic/v1/messages' },
    {
      request: 'GET /v1/messages/batches/msgbatch_1/results',
      headers: [...bearer, ...version],
      to: 'anthropic/v1/messages/batches/msgbatch_1/results',
    },
    {
      request: 'POST /v1/models/gemini-2.5-flash:generateContent',
      headers: google,
      to: 'gemini/v1/models/gemini-2.5-flash:generateContent',
    },
    {
      request: 'POST /v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      headers: google,
      to: 'gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    },
    { request: 'POST /v1alpha/models/g:countTokens', headers: google, to: 'gemini/v1alpha/models/g:countTokens' },
    { request: 'POST /upload/v1/files', headers: google, to: 'gemini/upload/v1/files' },
    {
      request: 'POST /v1beta1/publishers/google/models/m:generateContent',
      headers: google,
      to: 'vertex/v1beta1/publishers/google/models/m:generateContent',
    },
    {
      request: 'POST /v1/projects/p/locations/us/publishers/anthropic/models/claude@1:rawPredict',
      headers: key('ya29.x'),
      to: 'vertex/v1/projects/p/locations/us/publishers/anthropic/models/claude@1:rawPredict',
    },
    {
      request: 'POST /openai/deployments/gpt%204%2Fx/chat/completions?api-version=2024-10-21',
      headers: ['api-key', 'k'],
      to: 'azure/openai/deployments/gpt%204%2Fx/chat/completions?api-version=2024-10-21',
    },
    {
      request: 'POST /openai/responses?api-version=2024-10-21',
      headers: ['api-key', 'k'],
      to: 'azure/openai/responses?api-version=2024-10-21',
    },
    {
      request: 'POST /openai/responses?api-version=2024-10-21',
      headers: key('eyJ.x.y'),
      to: 'azure/openai/responses?api-version=2024-10-21',
    },
    {
      request: 'POST /model/anthropic.claude-v1%3A0/converse',
      headers: signed,
      to: 'bedrock/model/anthropic.claude-v1%3A0/converse',
    },
    {
      request: 'POST /model/anthropic.claude-v1:0/invoke-with-response-stream',
      headers: bearer,
      to: 'bedrock/model/anthropic.claude-v1:0/invoke-with-response-stream',
    },
    { request: 'POST /v2/chat', headers: bearer, to: 'cohere/v2/chat' },
    { request: 'POST /v2/embed', headers: bearer, to: 'cohere/v2/embed' },
    { request: 'POST /v2/rerank', headers: bearer, to: 'cohere/v2/rerank' },
    { request: 'POST /v1/rerank', headers: bearer, model: 'rerank-v3.5', to: 'cohere/v1/rerank' },
    { request: 'POST /api/chat', to: 'ollama/api/chat' },
    { request: 'POST /api/generate', to: 'ollama/api/generate' },
    { request: 'GET /api/tags', to: 'ollama/api/tags' },
  ],
  'one path of three providers, by headers': [
    { request: 'GET /v1/models', headers: [...stainless, ...bearer], to: 'openai/v1/models' },
    { request: 'GET /v1/models', headers: [...version, ...bearer], to: 'anthropic/v1/models' },
    { request: 'GET /v1/models', headers: google, to: 'gemini/v1/models' },
    { request: 'GET /v1/models?key=AIza-callers', to: 'gemini/v1/models?key=AIza-callers' },
    { request: 'GET /v1/models/ft:gpt-4o:org::id', headers: bearer, to: 'openai/v1/models/ft:gpt-4o:org::id' },
    {
      request: 'GET /v1/models/claude-opus-4',
      headers: [...version, ...bearer],
      to: 'anthropic/v1/models/claude-opus-4',
    },
    { request: 'POST /v1/files', headers: [...version, ...bearer], to: 'anthropic/v1/files' },
    { request: 'POST /v1/chat/completions', headers: signed, to: 'bedrock/v1/chat/completions' },
  ],
  'OpenAI’s paths, by the caller’s key': [
    {
      request: 'POST /v1/chat/completions',
      headers: key('sk-proj-x'),
      model: 'grok-4',
      to: 'openai/v1/chat/completions',
    },
    {
      request: 'POST /v1/chat/completions',
      headers: key('sk-ant-x'),
      model: 'gpt-5',
      to: 'anthropic/v1/chat/completions',
    },
    {
      request: 'POST /v1/chat/completions',
      headers: key('gsk_x'),
      model: 'gpt-5',
      to: 'groq/openai/v1/chat/completions',
    },
    { request: 'POST /v1/responses', headers: key('xai-x'), to: 'xai/v1/responses' },
    { request: 'POST /v1/messages', headers: [...key('sk-or-v1-x'), ...version], to: 'openrouter/api/v1/messages' },
    { request: 'POST /v1/chat/completions', headers: key('AIza-x'), to: 'gemini/v1beta/openai/chat/completions' },
  ],
  'OpenAI’s paths, by the model': [
    { request: 'POST /v1/chat/completions', headers: bearer, model: 'gpt-5', to: 'openai/v1/chat/completions' },
    {
      request: 'POST /v1/chat/completions',
      headers: bearer,
      model: 'claude-opus-4',
      to: 'anthropic/v1/chat/completions',
    },
    {
      request: 'POST /v1/chat/completions',
      headers: bearer,
      model: 'gemini-2.5-pro',
      to: 'gemini/v1beta/openai/chat/completions',
    },
    {
      request: 'POST /v1/chat/completions',
      headers: bearer,
      model: 'command-a-03-2025',
      to: 'cohere/compatibility/v1/chat/completions',
    },
    { request: 'POST /v1/embeddings', headers: bearer, model: 'mistral-embed', to: 'mistral/v1/embeddings' },
    { request: 'POST /v1/chat/completions', headers: bearer, model: 'grok-4', to: 'xai/v1/chat/completions' },
    { request: 'POST /v1/chat/completions', headers: bearer, model: 'llama-3.3-70b', to: 'openai/v1/chat/completions' },
    { request: 'POST /v1/chat/completions', headers: bearer, to: 'openai/v1/chat/completions' },
  ],
}

async function leads({ exchange }: Stage, { request, headers = [], model, to }: Row): Promise<void> {
  const [method = '', target = ''] = request.split(' ')
  // Spaces, an unusual number and a key order of the client's own: what was looked at goes on as it was.
  const body =
    method === 'GET' ? undefined : `{"stream": false, "n": 1.0,${model ? ` "model" : "${model}",` : ''} "x":[]}`
  const type = body === undefined ? [] : ['content-type', 'application/json']
  const pairs: [string, string][] = []
  const flat = [...headers, ...type]
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i] as string, flat[i + 1] as string])
  const { seen } = await exchange({ method, target, headers: pairs, ...(body === undefined ? {} : { body }) })
  assert.equal(seen.target, `/@${to}`, `${request} with ${headers.join(' ')} ${model ?? ''}`)
  assert.equal((await seen.body).toString('latin1'), body ?? '', request)
}

forEachRuntime((_runtime, use) => {
  let collector: Collector
  before(async () => {
    collector = await startCollector()
  })
  const { promises } = use({
    args: ['--debug'],
    env: { OTEL_BSP_SCHEDULE_DELAY: '20' },
    config: (upstream) =>
      `listen: 127.0.0.1:0\ntelemetry: { otlp: "${collector.url}" }\nproviders:\n${named(upstream)}`,
  })
  after(() => collector.close())

  for (const [what, rows] of Object.entries(ROWS)) {
    promises(`a bare path finds its provider: ${what}`, async (stage) => {
      for (const row of rows) await leads(stage, row)
    })
  }

  promises('a model behind a long prompt decides, and no byte is lost on the way', async ({ exchange }) => {
    const body = `{"messages":[{"role":"user","content":"${'a line\\n'.repeat(20_000)}"}],"model":"grok-4"}`
    for (const chunked of [false, true]) {
      const parts = [body.slice(0, 3000), body.slice(3000, 90_000), body.slice(90_000)]
      const headers = { 'content-type': 'application/json' }
      const { seen } = await exchange({ method: 'POST', target: '/v1/chat/completions', headers, body: parts, chunked })
      assert.equal(seen.target, '/@xai/v1/chat/completions')
      assert.equal((await seen.body).toString('latin1'), body)
    }
  })

  promises('the rule that decided stands in the debug log and on the span', async ({ exchange, app }) => {
    const headers = key('sk-ant-planted')
    const { answer } = await exchange({
      method: 'POST',
      target: '/v1/messages',
      headers: [headers as [string, string]],
      body: '{}',
    })
    const id = answer.header('x-strait-request-id')
    const line = await app.waitForLog((one) => one['id'] === id && 'rule' in one)
    assert.equal(line['rule'], 'bare anthropic: key prefix sk-ant-')
    const mine = (span: { attributes: Readonly<Record<string, unknown>> }) =>
      span.attributes['strait.request.id'] === id
    const spans = await collector.waitForSpans((all) => all.some(mine))
    assert.equal(spans.find(mine)?.attributes['strait.rule'], 'bare anthropic: key prefix sk-ant-')
    assert.doesNotMatch(app.logs(), /sk-ant-planted/)
  })

  describe('where several could be meant', () => {
    const { promises: refuses } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  a: { type: openai, url: "${url}/@a/v1" }
  b: { type: openai, url: "${url}/@b/v1" }
  anthropic: { url: "${url}/@anthropic" }
`,
    })

    refuses('two providers of one type are told apart by their doors alone', async ({ exchange }) => {
      const call = { method: 'POST', headers: bearerOf('k'), body: '{"model":"gpt-5"}' }
      const { answer, received } = await exchange({ ...call, target: '/v1/chat/completions' })
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [400, 'ambiguous_provider'])
      const { error } = JSON.parse(answer.text())
      assert.match(error.message, /a and b\..* \/a\/\.\.\. or \/b\/\.\.\./)
      assert.equal(received.length, 0)
      const { seen } = await exchange({ ...call, target: '/b/v1/chat/completions' })
      assert.equal(seen.target, '/@b/v1/chat/completions')
    })

    refuses('a model that names one of the others decides all the same', async ({ exchange }) => {
      const call = { method: 'POST', headers: bearerOf('k'), body: '{"model":"claude-opus-4"}' }
      const { seen } = await exchange({ ...call, target: '/v1/chat/completions' })
      assert.equal(seen.target, '/@anthropic/v1/chat/completions')
    })
  })

  describe('with access keys', () => {
    const { promises: keeps } = use({
      config: (upstream) =>
        `listen: 127.0.0.1:0\naccess: { keys: [{ name: ci, key: "gsk_a-key-for-strait" }] }\nproviders:\n${named(upstream)}`,
    })

    keeps('a key for Strait says nothing of the provider; the model does', async ({ exchange }) => {
      const call = { method: 'POST', headers: bearerOf('gsk_a-key-for-strait'), target: '/v1/chat/completions' }
      const { seen } = await exchange({ ...call, body: '{"model":"grok-4"}' })
      assert.equal(seen.target, '/@xai/v1/chat/completions')
      assert.equal(seen.header('authorization'), undefined)
      assert.equal((await exchange({ ...call, body: '{"model":"any"}' })).seen.target, '/@openai/v1/chat/completions')
    })

    keeps('who shows no key is refused before its body is looked at', async ({ exchange }) => {
      const { answer, received } = await exchange({
        method: 'POST',
        target: '/v1/chat/completions',
        body: '{"model":"grok-4"}',
      })
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [401, 'key_missing'])
      assert.equal(received.length, 0)
    })
  })
})

function bearerOf(value: string): Record<string, string> {
  return { authorization: `Bearer ${value}` }
}
