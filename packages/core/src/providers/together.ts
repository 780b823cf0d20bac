import { compatible } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://docs.together.ai/reference. Its keys have had several shapes, none of which the documentation promises. */
export const together: Provider = {
  ...compatible,
  name: 'together',
  title: 'Together AI',
  url: 'https://api.together.xyz/v1',
  telemetryName: 'together',
  rateLimits: [
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'x-tokenlimit-limit',
    'x-tokenlimit-remaining',
  ],
}
