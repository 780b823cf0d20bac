import { compatible, compatibleOperations } from './compatible.ts'
import { messagesServed } from './messages-shapes.ts'
import { openaiServed } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://docs.fireworks.ai/api-reference */
export const fireworks: Provider = {
  ...compatible,
  name: 'fireworks',
  title: 'Fireworks AI',
  url: 'https://api.fireworks.ai/inference/v1',
  keyShape: { pattern: /^fw_/, hint: 'a Fireworks key begins with "fw_"' },
  keyPrefixes: ['fw_'],
  modelPrefixes: ['accounts/fireworks/'],
  serves: [openaiServed, messagesServed, { path: /^\/v1\/rerank$/ }],
  operations: [
    // Image models have a workflow each, and the model's resource name in the path.
    { operation: 'image', path: /\/workflows\/(?<model>accounts\/[^/]+\/models\/[^/]+)/, errors: 'openai' },
    ...compatibleOperations,
  ],
  telemetryName: 'fireworks',
  rateLimits: [
    'x-ratelimit-limit-requests',
    'x-ratelimit-remaining-requests',
    'x-ratelimit-limit-tokens-prompt',
    'x-ratelimit-remaining-tokens-prompt',
    'x-ratelimit-limit-tokens-generated',
    'x-ratelimit-remaining-tokens-generated',
    'x-ratelimit-over-limit',
  ],
}
