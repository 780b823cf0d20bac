import { groq } from './groq.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(groq, [
  address('/v1/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'),
  address('/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/models', 'models'),
  call('POST /v1/audio/transcriptions', 'audio'),
  call('GET /v1/files', 'files'),
  call('POST /v1/batches', 'batches'),
  call('POST /v1/responses', 'responses'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('gsk_held', 'authorization: Bearer gsk_held'),
  fits('gsk_x'),
  odd('sk-x'),
])
