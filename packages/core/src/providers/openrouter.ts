import { compatible, compatibleOperations } from './compatible.ts'
import { messagesServed } from './messages-shapes.ts'
import { openaiServed } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://openrouter.ai/docs/api-reference */
export const openrouter: Provider = {
  ...compatible,
  name: 'openrouter',
  title: 'OpenRouter',
  url: 'https://openrouter.ai/api/v1',
  keyShape: { pattern: /^sk-or-/, hint: 'an OpenRouter key begins with "sk-or-"' },
  keyPrefixes: ['sk-or-'],
  modelPrefixes: ['openrouter/'],
  serves: [openaiServed, messagesServed],
  operations: [
    // Who serves a model: its id is an author and a name.
    { operation: 'models', path: /\/models\/(?<model>[^/]+\/[^/]+)\/endpoints$/, errors: 'openai' },
    ...compatibleOperations,
  ],
  telemetryName: 'openrouter',
  rateLimits: ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
}
