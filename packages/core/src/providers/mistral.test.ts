import { mistral } from './mistral.ts'
import { address, anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'

testProvider(mistral, [
  address('/v1/chat/completions', 'https://api.mistral.ai/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/agents/completions', 'chat'),
  call('POST /v1/fim/completions', 'text_completion'),
  call('POST /v1/conversations', 'responses'),
  call('POST /v1/embeddings', 'embeddings'),
  call('POST /v1/chat/moderations', 'moderation'),
  call('POST /v1/audio/transcriptions', 'audio'),
  call('GET /v1/files/1/content', 'files'),
  call('GET /v1/batch/jobs', 'batches'),
  call('GET /v1/models', 'models'),
  call('POST /v1/ocr', 'other'),
  error('POST /v1/agents/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
