import { fireworks } from './fireworks.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(fireworks, [
  address('/v1/chat/completions', 'https://api.fireworks.ai/inference/v1/chat/completions'),
  address('/chat/completions', 'https://api.fireworks.ai/inference/v1/chat/completions'),
  streams('POST /v1/chat/completions', 'as the body says'),
  call('POST /v1/chat/completions', 'chat'),
  call('GET /v1/models', 'models'),
  call('POST /v1/completions', 'text_completion'),
  call('POST /v1/messages', 'chat'),
  call('POST /workflows/accounts/fireworks/models/flux-1/text_to_image', 'image', {
    model: 'accounts/fireworks/models/flux-1',
  }),
  error('POST /v1/messages', 'anthropic'),
  error('POST /v1/chat/completions', 'openai'),
  foreign('authorization: Bearer callers'),
  foreign('x-api-key: callers'),
  held('fw_held', 'authorization: Bearer fw_held'),
  fits('fw_x'),
  odd('sk-x'),
])
