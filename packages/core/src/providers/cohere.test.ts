import { cohere } from './cohere.ts'
import { address, anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'

testProvider(cohere, [
  address('/v2/chat', 'https://api.cohere.com/v2/chat'),
  streams('POST /v2/chat', 'as the body says'),
  call('POST /v2/chat', 'chat'),
  call('POST /v1/chat', 'chat'),
  call('POST /v2/embed', 'embeddings'),
  call('POST /v2/rerank', 'rerank'),
  call('POST /v1/tokenize', 'count_tokens'),
  call('POST /v1/embed-jobs', 'batches'),
  call('GET /v1/datasets', 'files'),
  call('GET /v1/models', 'models'),
  call('GET /v1/models/command-a', 'models', { model: 'command-a' }),
  call('POST /compatibility/v1/chat/completions', 'chat'),
  error('POST /v2/chat', 'plain'),
  error('POST /compatibility/v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
