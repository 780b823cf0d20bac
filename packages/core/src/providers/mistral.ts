import { compatible, compatibleOperations } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://docs.mistral.ai/api */
export const mistral: Provider = {
  ...compatible,
  name: 'mistral',
  title: 'Mistral',
  url: 'https://api.mistral.ai/v1',
  modelPrefixes: [
    'mistral-',
    'ministral-',
    'codestral-',
    'magistral-',
    'devstral-',
    'pixtral-',
    'voxtral-',
    'open-mistral-',
    'open-mixtral-',
  ],
  operations: [
    { operation: 'chat', path: /\/agents\/completions$/, errors: 'openai' },
    { operation: 'batches', path: /\/batch\/jobs(?:\/|$)/, errors: 'openai' },
    ...compatibleOperations,
  ],
  bare: [
    {
      shape: '/v1/{fim/completions, ocr, agents, batch/jobs}',
      path: /^\/v1\/(?:fim\/completions$|ocr$|agents(?:\/|$)|batch\/jobs(?:\/|$))/,
    },
  ],
  telemetryName: 'mistral_ai',
  requestId: 'mistral-correlation-id',
  rateLimits: [
    'x-ratelimit-limit-req-minute',
    'x-ratelimit-remaining-req-minute',
    'x-ratelimit-limit-tokens-minute',
    'x-ratelimit-remaining-tokens-minute',
  ],
}
