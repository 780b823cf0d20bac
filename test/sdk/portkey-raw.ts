import type { HeaderList } from '@strait/testkit'
import { PORTKEY_API_KEY } from './portkey-config.ts'

/** A request as curl or a Python SDK writes it, without host and length. */
export interface RawCall {
  readonly says: string
  readonly target: string
  /** What the target gets as well; `HOST` stands for its base. */
  readonly headers: HeaderList
  /** What only steers Portkey. */
  readonly control: HeaderList
  readonly body: string
  /** What the target gets beyond `headers`. */
  readonly added?: HeaderList
  /** The model is named without the provider in front. */
  readonly arrives?: string
}

const CHAT = '/v1/chat/completions'
const CONTROL: HeaderList = [
  ['x-portkey-api-key', PORTKEY_API_KEY],
  ['x-portkey-provider', 'passthrough'],
  ['x-portkey-custom-host', 'HOST'],
]

const CURL: HeaderList = [
  ['User-Agent', 'curl/8.5.0'],
  ['Accept', '*/*'],
  ['Content-Type', 'application/json'],
]

const stainless = (agent: string, version: string, coding: string): HeaderList => [
  ['Accept', 'application/json'],
  ['Content-Type', 'application/json'],
  ['Accept-Encoding', coding],
  ['User-Agent', agent],
  ['X-Stainless-Lang', 'python'],
  ['X-Stainless-Package-Version', version],
  ['X-Stainless-OS', 'Linux'],
  ['X-Stainless-Arch', 'x64'],
  ['X-Stainless-Runtime', 'CPython'],
  ['X-Stainless-Runtime-Version', '3.11.2'],
  ['X-Stainless-Async', 'false'],
  ['x-stainless-retry-count', '0'],
  ['x-stainless-read-timeout', '600'],
]

/** portkey-ai 2.3.4 carries an openai 2.30.0 of its own, and a key that nobody gave it. */
const PORTKEY: HeaderList = [
  ...stainless('OpenAI/Python 2.30.0', '2.30.0', 'gzip, deflate, zstd'),
  ['Authorization', 'Bearer OPENAI_API_KEY'],
]
const PORTKEY_CONTROL: HeaderList = [
  ...CONTROL,
  ['x-portkey-package-version', 'portkey-2.3.4'],
  ['x-portkey-runtime', 'CPython'],
  ['x-portkey-runtime-version', '3.11.2'],
  ['x-portkey-strict-open-ai-compliance', 'false'],
]
const DEFAULT_HEADERS: [string, string] = ['x-portkey-default-headers', '{"my_custom_header": "abc"}']
const OPENAI = stainless('OpenAI/Python 3.52.0', '3.52.0', 'gzip, deflate')

const QUICK_START = `{
    "model": "my-custom-vllm-model",
    "stream": true,
    "max_completion_tokens": 1000,
    "random-key": "value",
    "messages": [
      { "role": "developer", "content": "You are a helpful assistant" },
      { "role": "user", "content": "Hello!" }
    ]
  }`
const VLLM = `{
    "model": "my-custom-model",
    "messages": [{"role": "user", "content": "Hello"}],
    "max_completion_tokens": 1000,
    "experimental_feature": true,
    "custom_config": {
      "nested": "parameters",
      "are": "supported"
    }
  }`
const PYTHON =
  '{"messages":[{"role":"user","content":"Hello!"}],"model":"my-custom-vllm-model","max_completion_tokens":1000,"stream":true,"random_key":"value"}'
const SPECIFIC = '"provider_specific_mode":"advanced","custom_sampling_params":{"top_k":50,"repetition_penalty":1.2}}'
const MESSAGES = '{"messages":[{"role":"user","content":"Analyze this"}],"model":'

export const rawCalls: readonly RawCall[] = [
  {
    says: 'curl: the quick start',
    target: CHAT,
    headers: [...CURL, ['authorization', 'Bearer sk-your-api-key'], ['my-custom-header', 'my-custom-value']],
    control: CONTROL,
    body: QUICK_START,
  },
  {
    says: 'curl: self-hosted vLLM',
    target: CHAT,
    headers: [...CURL, ['authorization', 'Bearer vllm-api-key']],
    control: CONTROL,
    body: VLLM,
  },
  {
    says: 'portkey_ai.Portkey with default_headers',
    target: CHAT,
    headers: PORTKEY,
    control: [...PORTKEY_CONTROL, DEFAULT_HEADERS],
    body: PYTHON,
    added: [['my_custom_header', 'abc']],
  },
  {
    says: 'portkey_ai.Portkey with Authorization',
    target: CHAT,
    headers: [...OPENAI, ['Authorization', 'Bearer k']],
    control: PORTKEY_CONTROL,
    body: PYTHON,
  },
  {
    says: 'portkey_ai.Portkey with @passthrough',
    target: CHAT,
    headers: PORTKEY,
    control: PORTKEY_CONTROL,
    body: `${MESSAGES}"@passthrough/model-name",${SPECIFIC}`,
    arrives: `${MESSAGES}"model-name",${SPECIFIC}`,
  },
  {
    says: 'openai.OpenAI with createHeaders',
    target: CHAT,
    headers: OPENAI,
    control: [
      ['Authorization', `Bearer ${PORTKEY_API_KEY}`],
      ['x-portkey-provider', 'passthrough'],
      ['x-portkey-custom-host', 'HOST'],
      ['x-portkey-my-custom-header', 'abc'],
    ],
    body: '{"messages":[{"role":"user","content":"Hello!"}],"model":"my-custom-vllm-model"}',
  },
  {
    says: 'anthropic-style messages',
    target: '/v1/messages?beta=true',
    headers: [...CURL, ['x-api-key', 'sk-ant-own'], ['anthropic-version', '2023-06-01']],
    control: CONTROL,
    body: '{ "model": "claude-sonnet-4-5-20250929", "unknown_param": "value", "max_tokens": 1.0e2 }',
  },
]
