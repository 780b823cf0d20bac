/** A request as a Python SDK writes it: the versions that stand in `user-agent`, with a dummy key. */
export interface PythonRequest {
  readonly says: string
  readonly target: string
  /** `name: value` each, without host and length. The one with the key is left out where Strait puts in its own. */
  readonly headers: readonly string[]
  readonly key: string
  readonly body: string
  /** What the provider gets it at. */
  readonly arrives: string
}

const HTTPX = ['Accept-Encoding: gzip, deflate', 'Connection: keep-alive']

const stainless = (agent: string): string[] => [
  'Accept: application/json',
  'Content-Type: application/json',
  ...HTTPX,
  `User-Agent: ${agent}`,
  'X-Stainless-Lang: python',
  'X-Stainless-Package-Version: 3.52.0',
  'X-Stainless-OS: Linux',
  'X-Stainless-Arch: x64',
  'X-Stainless-Runtime: CPython',
  'X-Stainless-Runtime-Version: 3.11.2',
  'X-Stainless-Async: false',
  'x-stainless-retry-count: 0',
  'x-stainless-read-timeout: 600',
]

const OPENAI = stainless('OpenAI/Python 3.52.0')
const AZURE = stainless('AzureOpenAI/Python 3.52.0')
const ANTHROPIC = [...stainless('Anthropic/Python 2.11.0'), 'anthropic-version: 2026-10-21', 'X-Stainless-Timeout: 600']
const GOOGLE = [
  'Accept: */*',
  ...HTTPX,
  'Content-Type: application/json',
  'user-agent: google-genai-sdk/3.4.0 gl-python/3.11.2',
  'x-goog-api-client: google-genai-sdk/3.4.0 gl-python/3.11.2',
]

const BEARER = 'Authorization: Bearer dummy-key'
const CHAT = '{"messages":[{"role":"user","content":"hello from passthrough"}],"model":"gpt-4o-mini"}'
const STREAMED = '{"stream":true,"messages":[{"role":"user","content":"hello from passthrough"}],"model":"gpt-4o-mini"}'
const MESSAGE =
  '{"max_tokens":1024,"messages":[{"role":"user","content":"hello from passthrough"}],"model":"claude-sonnet-4-20250514"}'
const CONTENTS = '{"contents": [{"parts": [{"text": "hello from passthrough"}], "role": "user"}]}'
const EXPRESS = '/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent'
const VERSION = 'api-version=2025-04-01-preview'

export const pythonRequests: readonly PythonRequest[] = [
  {
    says: 'openai.OpenAI',
    target: '/openai_passthrough/v1/chat/completions',
    headers: OPENAI,
    key: BEARER,
    body: CHAT,
    arrives: '/openai/v1/chat/completions',
  },
  {
    says: 'openai.OpenAI, streamed',
    target: '/openai_passthrough/v1/chat/completions',
    headers: OPENAI,
    key: BEARER,
    body: STREAMED,
    arrives: '/openai/v1/chat/completions',
  },
  {
    says: 'anthropic.Anthropic',
    target: '/anthropic_passthrough/v1/messages',
    headers: ANTHROPIC,
    key: BEARER,
    body: MESSAGE,
    arrives: '/anthropic/v1/messages',
  },
  {
    says: 'an anthropic.Anthropic of before',
    target: '/anthropic_passthrough/v1/messages',
    headers: [...stainless('Anthropic/Python 0.60.0'), 'anthropic-version: 2023-06-01'],
    key: 'X-Api-Key: dummy-key',
    body: MESSAGE,
    arrives: '/anthropic/v1/messages',
  },
  {
    says: 'openai.AzureOpenAI',
    target: '/azure_passthrough/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: AZURE,
    key: 'api-key: dummy-key',
    body: CHAT,
    arrives: `/azure/openai/deployments/gpt-4o/chat/completions?${VERSION}`,
  },
  {
    says: 'openai.AzureOpenAI, responses',
    target: '/azure_passthrough/openai/responses?api-version=2024-10-21',
    headers: AZURE,
    key: 'api-key: dummy-key',
    body: '{"input":"hello from azure passthrough","model":"gpt-4.1"}',
    arrives: `/azure/openai/responses?${VERSION}`,
  },
  {
    says: 'openai.OpenAI on Azure',
    target: '/azure_passthrough/openai/v1/responses',
    headers: OPENAI,
    key: BEARER,
    body: '{"input":"hello from azure passthrough","model":"gpt-4.1"}',
    arrives: '/azure/openai/v1/responses',
  },
  {
    says: 'anthropic.Anthropic on Azure',
    target: '/azure_passthrough/v1/messages',
    headers: ANTHROPIC,
    key: BEARER,
    body: MESSAGE,
    arrives: '/azure/anthropic/v1/messages',
  },
  {
    says: 'anthropic.AnthropicFoundry',
    target: '/azure_passthrough/anthropic/v1/messages',
    headers: [...ANTHROPIC, 'x-api-key: dummy-key'],
    key: 'api-key: dummy-key',
    body: MESSAGE,
    arrives: '/azure/anthropic/v1/messages',
  },
  {
    says: 'genai.Client',
    target: '/genai_passthrough/v1/models/gemini-2.5-flash:generateContent',
    headers: GOOGLE,
    key: 'x-goog-api-key: dummy-key',
    body: CONTENTS,
    arrives: '/gemini/v1/models/gemini-2.5-flash:generateContent',
  },
  {
    says: 'genai.Client, streamed',
    target: '/genai_passthrough/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    headers: GOOGLE,
    key: 'x-goog-api-key: dummy-key',
    body: CONTENTS,
    arrives: '/gemini/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
  },
  {
    says: 'genai.Client(vertexai=True) with a key',
    target: `/genai_passthrough${EXPRESS}`,
    headers: GOOGLE,
    key: 'x-goog-api-key: dummy-key',
    body: CONTENTS,
    arrives: `/gemini${EXPRESS}`,
  },
  {
    says: 'the curl of Vertex',
    target:
      '/genai_passthrough/v1/projects/my-project/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent',
    headers: ['User-Agent: curl/8.5.0', 'Accept: */*', 'content-type: application/json'],
    key: 'authorization: Bearer ya29.your-vertex-token',
    body: '{ "contents":[{"parts":[{"text":"hello from vertex passthrough"}]}] }',
    arrives:
      '/gemini/v1/projects/my-project/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent',
  },
  {
    says: 'the curl of Azure, without key and version',
    target: '/azure_passthrough/openai/deployments/gpt-4o/chat/completions',
    headers: ['User-Agent: curl/8.5.0', 'Accept: */*'],
    key: 'content-type: application/json',
    body: '{ "messages": [{"role": "user", "content": "hello from azure passthrough"}] }',
    arrives: `/azure/openai/deployments/gpt-4o/chat/completions?${VERSION}`,
  },
]
