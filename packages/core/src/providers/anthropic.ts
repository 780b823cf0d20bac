import { messagesOperations } from './messages-shapes.ts'
import { openaiOperations } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://docs.claude.com/en/api/overview */
export const anthropic: Provider = {
  name: 'anthropic',
  title: 'Anthropic',
  url: 'https://api.anthropic.com',
  credential: {
    kind: 'header',
    // Tokens of a Claude subscription (`claude setup-token`) are taken as bearer only, keys of the API as x-api-key.
    attach: (key) => (key.startsWith('sk-ant-oat') ? ['authorization', `Bearer ${key}`] : ['x-api-key', key]),
  },
  keyShape: { pattern: /^sk-ant-/, hint: 'an Anthropic key begins with "sk-ant-"' },
  errors: 'anthropic',
  operations: [
    ...messagesOperations,
    { operation: 'text_completion', path: /\/v1\/complete$/ },
    { operation: 'files', path: /\/v1\/files(?:\/|$)/ },
    { operation: 'models', path: /\/v1\/models(?:\/(?<model>[^/]+))?$/ },
    // The compatibility layer: OpenAI's SDK with Anthropic's address.
    ...openaiOperations,
  ],
  keyPrefixes: ['sk-ant-'],
  modelPrefixes: ['claude-'],
  bare: [
    { shape: '/v1/messages', path: /^\/v1\/(?:messages(?:\/|$)|complete$)/, weight: 1, shared: true },
    // Files, models and administration have paths that OpenAI has too; only Anthropic asks for this header. Of
    // messages it says nothing: whoever serves them is called by the same SDK.
    {
      shape: '/v1/* with anthropic-version',
      path: /^\/v1\/(?!messages(?:\/|$))/,
      when: ({ fields }) => fields.has('anthropic-version'),
      weight: 2,
    },
  ],
  serves: [{ path: /^\/v1\/(?:chat\/completions|models|files)(?:\/|$)/ }],
  bodyUrls: { path: /\/v1\/messages\/batches(?:\/|$)/, member: 'results_url' },
  telemetryName: 'anthropic',
  requestId: 'request-id',
  rateLimits: [
    'anthropic-ratelimit-requests-limit',
    'anthropic-ratelimit-requests-remaining',
    'anthropic-ratelimit-requests-reset',
    'anthropic-ratelimit-tokens-limit',
    'anthropic-ratelimit-tokens-remaining',
    'anthropic-ratelimit-tokens-reset',
    'anthropic-ratelimit-input-tokens-limit',
    'anthropic-ratelimit-input-tokens-remaining',
    'anthropic-ratelimit-input-tokens-reset',
    'anthropic-ratelimit-output-tokens-limit',
    'anthropic-ratelimit-output-tokens-remaining',
    'anthropic-ratelimit-output-tokens-reset',
  ],
}
