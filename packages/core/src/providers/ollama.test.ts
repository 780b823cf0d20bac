import { ollama } from './ollama.ts'
import { address, anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'

testProvider(ollama, [
  address('/api/chat', 'http://127.0.0.1:11434/api/chat'),
  address('/v1/chat/completions', 'http://127.0.0.1:11434/v1/chat/completions'),
  streams('POST /api/chat', 'as the body says'),
  call('POST /api/chat', 'chat'),
  call('POST /api/generate', 'text_completion'),
  call('POST /api/embed', 'embeddings'),
  call('POST /api/embeddings', 'embeddings'),
  call('GET /api/tags', 'models'),
  call('DELETE /api/delete', 'models'),
  call('POST /api/blobs/sha256:0a', 'files'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/messages', 'chat'),
  error('POST /api/chat', 'plain'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
