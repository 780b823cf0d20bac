import { perplexity } from './perplexity.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(perplexity, [
  address('/v1/chat/completions', 'https://api.perplexity.ai/v1/chat/completions'),
  address('/chat/completions', 'https://api.perplexity.ai/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/agent', 'responses'),
  call('POST /v1/responses', 'responses'),
  call('GET /async/chat/completions', 'chat'),
  call('POST /v1/async/sonar', 'chat'),
  call('GET /v1/models', 'models'),
  call('POST /v1/embeddings', 'embeddings'),
  call('POST /search', 'other'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('pplx-held', 'authorization: Bearer pplx-held'),
  fits('pplx-x'),
  odd('sk-x'),
])
