import { address, anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'
import { vllm } from './vllm.ts'

testProvider(vllm, [
  address('/v1/chat/completions', 'http://127.0.0.1:8000/v1/chat/completions'),
  address('/chat/completions', 'http://127.0.0.1:8000/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/messages', 'chat'),
  call('POST /v1/embeddings', 'embeddings'),
  call('POST /v1/rerank', 'rerank'),
  call('POST /v1/score', 'rerank'),
  call('POST /v1/audio/transcriptions', 'audio'),
  call('GET /v1/models', 'models'),
  error('POST /v1/chat/completions', 'openai'),
  error('POST /v1/messages', 'anthropic'),
  foreign('authorization: Bearer callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
