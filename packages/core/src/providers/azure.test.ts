import assert from 'node:assert/strict'
import { test } from 'node:test'
import { azure } from './azure.ts'
import { call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(azure, [
  call('POST /openai/deployments/gpt-4o/chat/completions', 'chat', { model: 'gpt-4o' }),
  call('POST /openai/deployments/gpt%204%2Fx/chat/completions', 'chat', { model: 'gpt 4/x' }),
  call('POST /openai/deployments/ada/embeddings', 'embeddings', { model: 'ada' }),
  call('POST /openai/deployments/old/completions', 'text_completion', { model: 'old' }),
  call('POST /openai/deployments/whisper/audio/transcriptions', 'audio', { model: 'whisper' }),
  call('POST /openai/deployments/image/images/edits', 'image', { model: 'image' }),
  streams('POST /openai/responses', 'as the body says'),
  call('POST /openai/responses', 'responses'),
  call('POST /openai/v1/chat/completions', 'chat'),
  call('GET /openai/models', 'models'),
  call('GET /openai/files', 'files'),
  call('POST /openai/batches', 'batches'),
  call('POST /models/chat/completions', 'chat'),
  call('POST /anthropic/v1/messages', 'chat'),
  error('POST /openai/deployments/gpt-4o/chat/completions', 'openai'),
  error('POST /anthropic/v1/messages', 'anthropic'),
  // AnthropicFoundry sends the key twice, as x-api-key and api-key.
  foreign('api-key: callers'),
  foreign('x-api-key: callers'),
  foreign('authorization: Bearer eyCallers'),
  foreign('ocp-apim-subscription-key: callers'),
  foreign('?api-key=callers'),
  held('0123456789abcdef0123456789abcdef', 'api-key: 0123456789abcdef0123456789abcdef'),
  held('eyJh.eyJz.c2ln', 'authorization: Bearer eyJh.eyJz.c2ln'),
  fits('0123456789abcdef0123456789abcdef'),
  fits('a'.repeat(84)),
  fits('eyJh.eyJz.c2ln'),
  odd('sk-proj-x'),
])

test('azure: a version from the config goes to dated paths only', () => {
  assert.deepEqual(azure.configQuery, { api_version: 'api-version' })
  const dated = (path: string) => !azure.configQueryExcept?.test(path)
  assert.deepEqual(
    [
      '/openai/deployments/d/chat/completions',
      '/openai/responses',
      '/openai/v1/responses',
      '/anthropic/v1/messages',
    ].map(dated),
    [true, true, false, false],
  )
})
