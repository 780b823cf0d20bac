import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'
import { xai } from './xai.ts'

testProvider(xai, [
  address('/v1/chat/completions', 'https://api.x.ai/v1/chat/completions'),
  address('/chat/completions', 'https://api.x.ai/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/models', 'models'),
  call('GET /v1/language-models/grok-4', 'models', { model: 'grok-4' }),
  call('POST /v1/images/generations', 'image'),
  call('GET /v1/chat/deferred-completion/1', 'chat'),
  call('POST /v1/tokenize-text', 'count_tokens'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('xai-held', 'authorization: Bearer xai-held'),
  fits('xai-x'),
  odd('sk-x'),
])
