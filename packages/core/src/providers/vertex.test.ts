import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'
import { vertex } from './vertex.ts'

const project = '/v1/projects/p/locations/us-central1'

testProvider(vertex, [
  call(`POST ${project}/publishers/google/models/gemini-2.5-pro:generateContent`, 'generate_content', {
    model: 'gemini-2.5-pro',
    stream: false,
  }),
  call(`POST ${project}/publishers/google/models/gemini-2.5-pro:streamGenerateContent`, 'generate_content', {
    model: 'gemini-2.5-pro',
    stream: true,
  }),
  // Express mode: no project, no location.
  call('POST /v1beta1/publishers/google/models/gemini-2.5-flash:generateContent', 'generate_content', {
    model: 'gemini-2.5-flash',
    stream: false,
  }),
  call(`POST ${project}/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict`, 'chat', {
    model: 'claude-sonnet-4-5@20250929',
    stream: false,
  }),
  call(`POST ${project}/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict`, 'chat', {
    model: 'claude-sonnet-4-5@20250929',
    stream: true,
  }),
  call(`POST ${project}/publishers/anthropic/models/count-tokens:rawPredict`, 'count_tokens', { stream: false }),
  call(`POST ${project}/publishers/mistralai/models/codestral:rawPredict`, 'chat', {
    model: 'codestral',
    stream: false,
  }),
  call(`POST ${project}/publishers/google/models/text-embedding-005:predict`, 'embeddings', {
    model: 'text-embedding-005',
    stream: false,
  }),
  call(`POST ${project}/publishers/google/models/imagen-4.0:predict`, 'image', { model: 'imagen-4.0', stream: false }),
  call(`POST ${project}/endpoints/123:generateContent`, 'generate_content', { model: '123', stream: false }),
  call(`POST ${project}/endpoints/openapi/chat/completions`, 'chat'),
  call(`GET ${project}/models`, 'models'),
  call('GET /v1beta1/publishers/google/models/gemini-2.5-pro', 'models', { model: 'gemini-2.5-pro' }),
  call(`POST ${project}/batchPredictionJobs`, 'batches'),
  call(`GET ${project}/tuningJobs/1`, 'fine_tuning'),
  streams(`POST ${project}/publishers/anthropic/models/claude:streamRawPredict`, 'always'),
  streams(`POST ${project}/publishers/anthropic/models/claude:rawPredict`, 'never'),
  error(`POST ${project}/publishers/google/models/gemini-2.5-pro:generateContent`, 'gemini'),
  error(`POST ${project}/publishers/anthropic/models/claude:rawPredict`, 'anthropic'),
  error(`POST ${project}/endpoints/openapi/chat/completions`, 'openai'),
  foreign('authorization: Bearer ya29.callers'),
  foreign('x-goog-api-key: callers'),
  foreign('?access_token=callers'),
  held('ya29.held', 'authorization: Bearer ya29.held'),
  held('AQ.held', 'x-goog-api-key: AQ.held'),
  held('AIzaHeld', 'x-goog-api-key: AIzaHeld'),
  fits('ya29.x'),
  odd('sk-x'),
])

test('vertex: the path names the region, and express mode has none', () => {
  const region = (path: string) => vertex.region?.fromPath?.(path)
  assert.equal(region(`${project}/publishers/google/models/m:generateContent`), 'us-central1')
  assert.equal(region('/v1/projects/p/locations/global/endpoints/e'), 'global')
  assert.equal(region('/v1beta1/publishers/google/models/m:generateContent'), undefined)
})
