import { deepseek } from './deepseek.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(deepseek, [
  address('/v1/chat/completions', 'https://api.deepseek.com/v1/chat/completions'),
  address('/chat/completions', 'https://api.deepseek.com/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('POST /beta/completions', 'text_completion'),
  call('GET /models', 'models'),
  call('GET /user/balance', 'other'),
  call('POST /anthropic/v1/messages', 'chat'),
  error('POST /anthropic/v1/messages', 'anthropic'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('sk-held', 'authorization: Bearer sk-held'),
  fits('sk-0123'),
  odd('sk-ant-x'),
])
