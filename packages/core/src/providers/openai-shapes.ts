import type { OperationRule, ServedRule } from './provider.ts'

/**
 * Paths of the OpenAI API reference. They are looked for anywhere in the path, because compatible providers put
 * them behind prefixes of their own (`/inference/v1`, `/compatibility/v1`, `/openai/deployments/D`). Containers stand
 * before what they contain: a file of a vector store is no call to the files API.
 */
const rules: readonly Omit<OperationRule, 'errors'>[] = [
  { operation: 'other', path: /\/organization\// },
  { operation: 'chat', path: /\/chat\/completions(?:\/|$)/ },
  { operation: 'text_completion', path: /\/completions$/ },
  { operation: 'count_tokens', path: /\/responses\/input_tokens$/ },
  { operation: 'responses', path: /\/(?:responses|conversations)(?:\/|$)/ },
  { operation: 'embeddings', path: /\/embeddings$/ },
  { operation: 'moderation', path: /\/moderations$/ },
  { operation: 'rerank', path: /\/rerank$/ },
  { operation: 'image', path: /\/images\// },
  { operation: 'audio', path: /\/audio\// },
  { operation: 'video', path: /\/videos(?:\/|$)/ },
  { operation: 'realtime', path: /\/realtime(?:\/|$)/ },
  { operation: 'assistants', path: /\/(?:assistants|threads|vector_stores)(?:\/|$)/ },
  { operation: 'fine_tuning', path: /\/fine[_-](?:tuning|tunes)(?:\/|$)/ },
  { operation: 'batches', path: /\/batches(?:\/|$)/ },
  { operation: 'files', path: /\/(?:files|uploads)(?:\/|$)/ },
  // A model's id may hold slashes (`meta-llama/Llama-3.3-70B`) and colons (`ft:gpt-4o:org::id`).
  { operation: 'models', path: /\/models(?:\/(?<model>.*))?$/ },
]

export const openaiOperations: readonly OperationRule[] = rules.map((rule) => ({ ...rule, errors: 'openai' }))

/** Bare paths of OpenAI that those who follow its API serve too. */
export const openaiServed: ServedRule = {
  path: /^\/v1\/(?:chat\/completions|completions|responses|embeddings|moderations|images|audio|videos|realtime|files|batches|fine_tuning|models)(?:\/|$)/,
}

/** OpenAI platform guide, "Rate limits in headers"; Groq and others answer the same names. */
export const openaiRateLimits: readonly string[] = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-tokens',
]
