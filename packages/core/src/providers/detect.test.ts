import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { custom } from './custom.ts'
import { detect, detectBare, isForeign } from './detect.ts'
import { gemini } from './gemini.ts'
import { providers } from './index.ts'
import { openai } from './openai.ts'
import type { RequestHead } from './provider.ts'

const version = ['anthropic-version', '2026-10-21']
const googleKey = ['x-goog-api-key', 'k']
const googleClient = ['X-Goog-Api-Client', 'google-genai-sdk/3.4.0']
const azureKey = ['api-key', 'k']
const bearer = ['authorization', 'Bearer k']
const googleToken = ['authorization', 'Bearer ya29.token']
const signature = signedFor('bedrock')

/** Requests as SDKs send them to a gateway's root: whose are they? */
const bare: readonly (readonly [request: string, headers: readonly string[], provider: string | undefined])[] = [
  ['POST /v1/chat/completions', bearer, 'openai'],
  ['POST /v1/responses', bearer, 'openai'],
  ['POST /v1/embeddings', [], 'openai'],
  ['GET /v1/files/file-1/content', bearer, 'openai'],
  ['POST /v1/vector_stores/vs_1/files', bearer, 'openai'],
  ['GET /v1/realtime', bearer, 'openai'],
  ['POST /v1/messages', bearer, 'anthropic'],
  ['POST /v1/messages', [...bearer, ...version], 'anthropic'],
  ['POST /v1/messages/count_tokens', version, 'anthropic'],
  ['GET /v1/messages/batches/b/results', version, 'anthropic'],
  ['POST /v1/files', [...bearer, ...version], 'anthropic'],
  // One path of three providers: headers decide.
  ['GET /v1/models', bearer, 'openai'],
  ['GET /v1/models', [...bearer, ...version], 'anthropic'],
  ['GET /v1/models', googleKey, 'gemini'],
  ['GET /v1/models', googleClient, 'gemini'],
  ['GET /v1/models/ft:gpt-4o:org::id', bearer, 'openai'],
  ['GET /v1/models/claude-sonnet-4-5', version, 'anthropic'],
  // Python's google-genai speaks v1.
  ['POST /v1/models/gemini-2.5-flash:generateContent', googleKey, 'gemini'],
  ['POST /v1/models/gemini-2.5-flash:streamGenerateContent', [], 'gemini'],
  ['POST /v1beta/models/gemini-2.5-flash:embedContent', [], 'gemini'],
  ['POST /v1beta/tunedModels/t:generateContent', [], 'gemini'],
  ['GET /v1beta/models', [], 'gemini'],
  ['POST /v1beta/openai/chat/completions', bearer, 'gemini'],
  ['POST /upload/v1beta/files', googleKey, 'gemini'],
  ['POST /upload/v1/files', [], 'gemini'],
  // Vertex in express mode looks like Gemini but for the path.
  ['POST /v1beta1/publishers/google/models/m:generateContent', [...googleKey, ...googleClient], 'vertex'],
  ['POST /v1/publishers/google/models/m:generateContent', [], 'vertex'],
  [
    'POST /v1beta1/projects/p/locations/l/publishers/google/models/m:generateContent',
    [...bearer, ...googleClient],
    'vertex',
  ],
  ['POST /v1/projects/p/locations/l/publishers/anthropic/models/claude@1:rawPredict', bearer, 'vertex'],
  ['POST /openai/deployments/gpt-4o/chat/completions', azureKey, 'azure'],
  ['POST /openai/deployments/gpt-4o/chat/completions', bearer, 'azure'],
  ['POST /openai/responses', azureKey, 'azure'],
  ['POST /model/anthropic.claude-v1%3A0/converse', [], 'bedrock'],
  ['POST /model/anthropic.claude-v1:0/invoke-with-response-stream', [], 'bedrock'],
  // AWS signs for one service: whatever the path, the signature is of no use to anybody else.
  ['POST /v1/chat/completions', signature, 'bedrock'],
  ['POST /openai/v1/chat/completions', signature, 'bedrock'],
  ['POST /v1/chat/completions', signedFor('execute-api'), 'openai'],
  ['POST /openai/responses?api-version=2024-10-21', bearer, 'azure'],
  ['GET /v1/models', googleToken, 'vertex'],
  ['POST /v1beta1/models/m:generateContent', googleToken, 'vertex'],
  // Gemini's own version, and it takes such tokens too.
  ['POST /v1beta/models/m:generateContent', googleToken, 'gemini'],
  ['GET /v1/models?key=k', [], 'gemini'],
  ['GET /v1/models?monkey=k', [], 'openai'],
  ['POST /v1/chat/completions?key=k', [], 'openai'],
  ['POST /v1/fim/completions', bearer, 'mistral'],
  ['POST /v2/embed', bearer, 'cohere'],
  ['POST /v2/rerank', bearer, 'cohere'],
  ['POST /v2/chat', bearer, 'cohere'],
  ['POST /v1/chat', bearer, 'cohere'],
  ['POST /v1/rerank', bearer, 'cohere'],
  ['POST /api/chat', [], 'ollama'],
  ['GET /api/tags', [], 'ollama'],
  // Whose these are nobody can say: a wrong guess would show a key to a stranger.
  ['POST /chat/completions', bearer, undefined],
  ['GET /models', bearer, undefined],
  ['POST /v1/chatter', bearer, undefined],
  ['POST /api/users', [], undefined],
  ['POST /model', [], undefined],
  ['GET /', version, undefined],
]

for (const [request, headers, provider] of bare) {
  const head = headOf(request, headers)
  const name = `${request} with ${headers.filter((_, i) => i % 2 === 0).join(', ') || 'nothing'}`

  test(`detectBare() gives ${name} to ${provider ?? 'nobody'}`, () => {
    assert.equal(detectBare(head, providers.values())?.provider.name, provider)
  })

  test(`detectBare() has no two providers with one claim on ${name}`, () => {
    const weights = [...providers.values()].flatMap((one) => detectBare(head, [one])?.weight ?? [])
    assert.equal(new Set(weights).size, weights.length)
  })
}

test('detectBare() does not depend on the order of the candidates, and looks at no others', () => {
  const models = headOf('GET /v1/models', version)
  assert.equal(detectBare(models, [...providers.values()].reverse())?.provider.name, 'anthropic')
  assert.equal(detectBare(models, [openai])?.provider.name, 'openai')
  assert.equal(detectBare(headOf('POST /v1/messages', version), [openai]), undefined)
})

test('detectBare() says what decided, and whether others serve such a path', () => {
  const rows: [request: string, headers: readonly string[], says: string, shared: boolean][] = [
    ['GET /v1/models', version, 'headers /v1/* with anthropic-version', false],
    ['POST /v1/messages', version, 'path /v1/messages', true],
    ['POST /v2/chat', bearer, 'path /v2/{chat, embed, rerank}', false],
  ]
  for (const [request, headers, says, shared] of rows) {
    const found = detectBare(headOf(request, headers), providers.values())
    assert.deepEqual([found?.says, found?.shared], [says, shared], request)
  }
})

const behindDoor: readonly (readonly [rest: string, headers: readonly string[], foreign: boolean])[] = [
  ['/deployments/gpt-4o/chat/completions', bearer, true],
  ['/responses', azureKey, true],
  ['/files', azureKey, true],
  ['/responses', bearer, false],
  // With a Microsoft Entra token there is no api-key, but always a dated version.
  ['/responses?api-version=2024-10-21', bearer, true],
  ['/v1/responses', azureKey, false],
  ['/v1/chat/completions', signature, true],
  ['/chat/completions', azureKey, false],
  ['/v1/chat/completions', bearer, false],
]

test("isForeign() knows the paths of Azure and Bedrock behind the name of OpenAI's door", () => {
  for (const [rest, headers, foreign] of behindDoor) {
    assert.equal(isForeign(openai, headOf(`POST ${rest}`, headers)), foreign, rest)
  }
  assert.equal(isForeign(gemini, headOf('POST /deployments/x', [])), false)
})

test('detect() knows nothing of a path that it does not know', () => {
  assert.deepEqual(detect(custom, 'GET', '/'), {
    operation: 'other',
    model: undefined,
    stream: undefined,
    errors: 'plain',
  })
  assert.equal(detect(openai, 'GET', '').operation, 'other')
})

const models: readonly (readonly [written: string, model: string | undefined])[] = [
  ['a%20b', 'a b'],
  ['%E1%88%B4', 'ሴ'],
  // Not UTF-8, not an escape, or fit to forge a line of a log: as written.
  ['%E1', '%E1'],
  ['50%', '50%'],
  ['a%0Ab', 'a%0Ab'],
  ['a%00', 'a%00'],
  ['', undefined],
]

test('detect() decodes the name of a model, once and safely', () => {
  for (const [written, model] of models)
    assert.equal(detect(openai, 'GET', `/v1/models/${written}`).model, model, written)
  assert.equal(detect(openai, 'GET', '/v1/models/a%252Fb').model, 'a%2Fb')
})

function headOf(request: string, headers: readonly string[]): RequestHead {
  const [, method = '', path = '', query = ''] = /^(\S+) ([^?]*)(.*)$/.exec(request) ?? []
  return { method, path, query, fields: new Fields(headers) }
}

function signedFor(service: string): string[] {
  const scope = `AKIDEXAMPLE/20261120/us-east-1/${service}/aws4_request`
  return ['Authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0a`]
}
