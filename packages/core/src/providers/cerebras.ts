import { compatible } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://inference-docs.cerebras.ai */
export const cerebras: Provider = {
  ...compatible,
  name: 'cerebras',
  title: 'Cerebras',
  url: 'https://api.cerebras.ai/v1',
  keyShape: { pattern: /^csk-/, hint: 'a Cerebras key begins with "csk-"' },
  keyPrefixes: ['csk-'],
  telemetryName: 'cerebras',
  rateLimits: [
    'x-ratelimit-limit-requests-day',
    'x-ratelimit-limit-tokens-minute',
    'x-ratelimit-remaining-requests-day',
    'x-ratelimit-remaining-tokens-minute',
    'x-ratelimit-reset-requests-day',
    'x-ratelimit-reset-tokens-minute',
  ],
}
