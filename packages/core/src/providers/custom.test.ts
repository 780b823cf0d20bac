import { custom } from './custom.ts'
import { anyKey, call, error, foreign, held, streams, testProvider } from './provider-table.test.ts'

testProvider(custom, [
  call('POST /v1/chat/completions', 'chat'),
  call('POST /v1/messages', 'chat'),
  call('POST /v1beta/models/m:streamGenerateContent', 'generate_content', { model: 'm', stream: true }),
  call('GET /v1/models', 'models'),
  call('POST /v1/images/generations', 'image'),
  call('POST /v2/anything/else', 'other'),
  streams('POST /v1/chat/completions', 'as the body says'),
  error('POST /v1/chat/completions', 'openai'),
  error('POST /v1/messages', 'anthropic'),
  error('POST /v1beta/models/m:generateContent', 'gemini'),
  error('POST /v2/anything/else', 'plain'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('held', 'authorization: Bearer held'),
  anyKey(),
])
