import { anthropic } from './anthropic.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(anthropic, [
  address('/v1/messages', 'https://api.anthropic.com/v1/messages'),
  streams('POST /v1/messages', 'as the body says'),
  call('POST /v1/messages', 'chat'),
  call('POST /v1/messages/count_tokens', 'count_tokens'),
  call('POST /v1/messages/batches', 'batches'),
  call('GET /v1/messages/batches/msgbatch_1/results', 'batches'),
  call('POST /v1/files', 'files'),
  call('GET /v1/files/file_1/content', 'files'),
  call('GET /v1/models', 'models'),
  call('GET /v1/models/claude-sonnet-4-5', 'models', { model: 'claude-sonnet-4-5' }),
  call('POST /v1/complete', 'text_completion'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/organizations/users', 'other'),
  error('POST /v1/messages', 'anthropic'),
  error('GET /v1/files', 'anthropic'),
  error('POST /v1/chat/completions', 'openai'),
  // Its own SDKs send the key as bearer, older ones and curl as x-api-key: both go.
  foreign('authorization: Bearer sk-ant-callers'),
  foreign('x-api-key: sk-ant-callers'),
  held('sk-ant-api03-held', 'x-api-key: sk-ant-api03-held'),
  held('sk-ant-oat01-held', 'authorization: Bearer sk-ant-oat01-held'),
  fits('sk-ant-api03-x'),
  odd('sk-proj-x'),
])
