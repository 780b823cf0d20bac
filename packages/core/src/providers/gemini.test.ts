import { gemini } from './gemini.ts'
import { address, call, error, fits, foreign, held, odd, streams, testProvider } from './provider-table.test.ts'

testProvider(gemini, [
  address(
    '/v1beta/models/gemini-2.5-flash:generateContent',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent',
  ),
  // google-genai for Python asks for /v1, for JavaScript for /v1beta.
  call('POST /v1/models/gemini-2.5-flash:generateContent', 'generate_content', {
    model: 'gemini-2.5-flash',
    stream: false,
  }),
  call('POST /v1beta/models/gemini-2.5-flash:streamGenerateContent', 'generate_content', {
    model: 'gemini-2.5-flash',
    stream: true,
  }),
  call('POST /v1beta/tunedModels/mine-1:generateContent', 'generate_content', { model: 'mine-1', stream: false }),
  call('POST /v1alpha/models/gemini-2.5-flash:countTokens', 'count_tokens', {
    model: 'gemini-2.5-flash',
    stream: false,
  }),
  call('POST /v1beta/models/gemini-embedding-001:batchEmbedContents', 'embeddings', {
    model: 'gemini-embedding-001',
    stream: false,
  }),
  call('POST /v1beta/models/imagen-4.0:predict', 'image', { model: 'imagen-4.0', stream: false }),
  call('POST /v1beta/models/veo-3:predictLongRunning', 'video', { model: 'veo-3', stream: false }),
  call('GET /v1beta/models', 'models'),
  call('GET /v1/models/gemini-2.5-flash', 'models', { model: 'gemini-2.5-flash' }),
  call('POST /upload/v1beta/files', 'files'),
  call('GET /v1beta/files/abc:download', 'files'),
  call('GET /v1beta/tunedModels', 'fine_tuning'),
  call('GET /v1beta/cachedContents/1', 'other'),
  call('POST /v1beta/openai/chat/completions', 'chat'),
  call('GET /ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent', 'realtime'),
  streams('POST /v1beta/models/gemini-2.5-flash:streamGenerateContent', 'always'),
  streams('POST /v1beta/models/gemini-2.5-flash:generateContent', 'never'),
  error('POST /v1/models/gemini-2.5-flash:generateContent', 'gemini'),
  error('POST /upload/v1beta/files', 'gemini'),
  error('GET /v1beta/openai/models', 'openai'),
  foreign('x-goog-api-key: callers'),
  foreign('authorization: Bearer ya29.callers'),
  foreign('?key=callers'),
  foreign('?access_token=callers'),
  held('AQ.held', 'x-goog-api-key: AQ.held'),
  held('AIzaHeld', 'x-goog-api-key: AIzaHeld'),
  held('ya29.held', 'authorization: Bearer ya29.held'),
  fits('AQ.Ab8'),
  odd('ya29.x'),
])
