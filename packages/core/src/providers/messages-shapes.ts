import type { OperationRule, ServedRule } from './provider.ts'

/**
 * Paths of Anthropic's Messages API, which several other providers serve too, some below a prefix. `/v1` belongs to
 * the shape: `/v1/threads/T/messages` is OpenAI's.
 */
export const messagesOperations: readonly OperationRule[] = [
  { operation: 'count_tokens', path: /\/v1\/messages\/count_tokens$/, errors: 'anthropic' },
  { operation: 'batches', path: /\/v1\/messages\/batches(?:\/|$)/, errors: 'anthropic' },
  { operation: 'chat', path: /\/v1\/messages$/, errors: 'anthropic' },
]

/** Anthropic's bare path, for those who serve it too. */
export const messagesServed: ServedRule = { path: /^\/v1\/messages(?:\/|$)/ }
