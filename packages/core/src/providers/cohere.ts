import { bearer } from './bearer.ts'
import { openaiOperations } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://docs.cohere.com/reference/about. OpenAI's paths stand below `/compatibility`. */
export const cohere: Provider = {
  name: 'cohere',
  title: 'Cohere',
  url: 'https://api.cohere.com',
  credential: bearer,
  errors: 'plain',
  operations: [
    { operation: 'chat', path: /^\/v\d+\/chat$/ },
    { operation: 'text_completion', path: /^\/v\d+\/(?:generate|summarize)$/ },
    { operation: 'embeddings', path: /^\/v\d+\/embed$/ },
    { operation: 'rerank', path: /^\/v\d+\/rerank$/ },
    { operation: 'count_tokens', path: /^\/v\d+\/tokenize$/ },
    { operation: 'batches', path: /^\/v\d+\/(?:embed-jobs|batches)(?:\/|$)/ },
    { operation: 'files', path: /^\/v\d+\/datasets(?:\/|$)/ },
    { operation: 'fine_tuning', path: /^\/v\d+\/finetuning\// },
    { operation: 'models', path: /^\/v\d+\/models(?:\/(?<model>[^/]+))?$/ },
    ...openaiOperations,
  ],
  bare: [
    { shape: '/v2/{chat, embed, rerank}', path: /^\/v2\/(?:chat|embed|rerank|batches|datasets)(?:\/|$)/ },
    {
      shape: '/v1/{chat, embed, rerank, ...}',
      path: /^\/v1\/(?:chat|embed|rerank|generate|summarize|classify|tokenize|detokenize|check-api-key)$/,
      shared: true,
    },
    { shape: '/v1/{embed-jobs, datasets, ...}', path: /^\/v1\/(?:embed-jobs|datasets|connectors|finetuning)(?:\/|$)/ },
  ],
  modelPrefixes: ['command-', 'c4ai-', 'embed-', 'rerank-'],
  serves: [
    { path: /^\/v1\/(?:chat\/completions|embeddings)$/, below: '/compatibility/v1' },
    { path: /^\/v1\/models(?:\/|$)/ },
  ],
  telemetryName: 'cohere',
  requestId: 'x-debug-trace-id',
  rateLimits: ['x-endpoint-monthly-call-limit', 'x-trial-endpoint-call-limit', 'x-trial-endpoint-call-remaining'],
}
