import { cerebras } from './cerebras.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(cerebras, [
  address('/v1/chat/completions', 'https://api.cerebras.ai/v1/chat/completions'),
  address('/chat/completions', 'https://api.cerebras.ai/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/completions', 'text_completion'),
  call('GET /v1/models', 'models'),
  call('GET /v1/models/llama-3.3-70b', 'models', { model: 'llama-3.3-70b' }),
  call('GET /v1/files', 'files'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('csk-held', 'authorization: Bearer csk-held'),
  fits('csk-x'),
  odd('sk-x'),
])
