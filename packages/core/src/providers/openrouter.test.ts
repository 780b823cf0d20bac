import { openrouter } from './openrouter.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(openrouter, [
  address('/v1/chat/completions', 'https://openrouter.ai/api/v1/chat/completions'),
  address('/chat/completions', 'https://openrouter.ai/api/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/models', 'models'),
  call('GET /v1/models/openai/gpt-5/endpoints', 'models', { model: 'openai/gpt-5' }),
  call('POST /v1/messages', 'chat'),
  call('POST /v1/embeddings', 'embeddings'),
  call('GET /v1/credits', 'other'),
  error('POST /v1/messages', 'anthropic'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('sk-or-v1-held', 'authorization: Bearer sk-or-v1-held'),
  fits('sk-or-v1-x'),
  odd('sk-proj-x'),
])
