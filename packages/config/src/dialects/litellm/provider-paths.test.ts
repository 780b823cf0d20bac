import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs } from '../loaded-fixture.ts'
import { headersOf, through, url } from '../through-fixture.ts'
import { ASSISTANTS } from './seed-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

test('the Azure Assistants tutorial: threads, runs and files', async () => {
  const base = 'https://acme.openai.azure.com/openai'
  const rows: [method: string, target: string, upstream: string][] = [
    ['POST', '/azure-assistant/threads', `${base}/threads?api-version=2024-05-01-preview`],
    [
      'POST',
      '/azure-assistant/threads/thread_1/messages',
      `${base}/threads/thread_1/messages?api-version=2024-05-01-preview`,
    ],
    [
      'POST',
      '/azure-assistant/threads/thread_1/runs?api-version=2024-07-01',
      `${base}/threads/thread_1/runs?api-version=2024-07-01`,
    ],
    [
      'GET',
      '/azure-assistant/threads/thread_1/runs/run_1',
      `${base}/threads/thread_1/runs/run_1?api-version=2024-05-01-preview`,
    ],
    ['POST', '/azure-assistant/files', `${base}/files?api-version=2024-05-01-preview`],
    ['DELETE', '/azure-assistant/files/f%2F1?x=1', `${base}/files/f%2F1?x=1&api-version=2024-05-01-preview`],
  ]
  for (const [method, target, upstream] of rows) {
    const seen = await through(await loaded(ASSISTANTS), {
      method,
      target,
      headers: ['api-key', 'sk-1234', 'openai-beta', 'assistants=v2'],
    })
    assert.equal(url(seen), upstream)
    assert.deepEqual(headersOf(seen), ['openai-beta: assistants=v2', 'api-key: 0123456789abcdef0123456789abcdef'])
  }
})

test("LiteLLM's provider paths work with the caller's own key, and with a held one", async () => {
  const rows: [target: string, upstream: string][] = [
    ['/openai/v1/chat/completions', 'https://api.openai.com/v1/chat/completions'],
    ['/openai/chat/completions', 'https://api.openai.com/v1/chat/completions'],
    ['/anthropic/v1/messages', 'https://api.anthropic.com/v1/messages'],
    [
      '/gemini/v1beta/models/g:generateContent',
      'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent',
    ],
    [
      '/vertex_ai/v1/projects/p/locations/us-central1/x',
      'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/x',
    ],
    [
      '/vertex-ai/v1/projects/p/locations/global/x',
      'https://aiplatform.googleapis.com/v1/projects/p/locations/global/x',
    ],
    ['/cohere/v1/chat', 'https://api.cohere.com/v1/chat'],
    ['/mistral/v1/ocr', 'https://api.mistral.ai/v1/ocr'],
    ['/openrouter/v1/chat/completions', 'https://openrouter.ai/api/v1/chat/completions'],
    ['/assemblyai/v2/transcript', 'https://api.assemblyai.com/v2/transcript'],
    ['/eu.assemblyai/v2/transcript', 'https://api.eu.assemblyai.com/v2/transcript'],
    ['/langfuse/api/public/ingestion', 'https://cloud.langfuse.com/api/public/ingestion'],
  ]
  for (const [target, upstream] of rows) {
    const seen = await through(await loaded('general_settings: { master_key: sk-1234 }'), {
      method: 'POST',
      target,
      headers: ['x-litellm-api-key', 'sk-1234', 'authorization', 'Bearer theirs'],
    })
    assert.deepEqual([url(seen), headersOf(seen)], [upstream, ['authorization: Bearer theirs']], target)
  }
  const model = (params: string) => loaded(`model_list: [{ model_name: a, litellm_params: { ${params} } }]`)
  const held = await through(await model('model: openai/a, api_key: sk-held'), {
    method: 'POST',
    target: '/openai/v1/x',
    headers: ['authorization', 'Bearer theirs'],
  })
  assert.deepEqual(headersOf(held), ['authorization: Bearer sk-held'])
  const speech = await through(await model('model: assemblyai/best, api_key: held'), {
    method: 'POST',
    target: '/assemblyai/v2/upload',
    headers: ['authorization', 'theirs'],
  })
  assert.deepEqual([url(speech), headersOf(speech)], ['https://api.assemblyai.com/v2/upload', ['authorization: held']])
})
