import { address, anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'
import { together } from './together.ts'

testProvider(together, [
  address('/v1/chat/completions', 'https://api.together.xyz/v1/chat/completions'),
  address('/chat/completions', 'https://api.together.xyz/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/models', 'models'),
  call('POST /v1/images/generations', 'image'),
  call('POST /v1/rerank', 'rerank'),
  call('POST /v1/fine-tunes', 'fine_tuning'),
  call('GET /v1/files', 'files'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
