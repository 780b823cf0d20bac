import { bearer } from './bearer.ts'
import { messagesOperations } from './messages-shapes.ts'
import { openaiOperations, openaiRateLimits, openaiServed } from './openai-shapes.ts'
import type { OperationRule, Provider } from './provider.ts'

/** The paths of those who speak OpenAI's API and, many of them, Anthropic's as well. */
export const compatibleOperations: readonly OperationRule[] = [...messagesOperations, ...openaiOperations]

/** What providers that follow OpenAI have in common; a provider's own object says where it differs. */
export const compatible = {
  credential: bearer,
  errors: 'openai',
  operations: compatibleOperations,
  serves: [openaiServed],
  requestId: 'x-request-id',
  rateLimits: openaiRateLimits,
} as const satisfies Partial<Provider>
