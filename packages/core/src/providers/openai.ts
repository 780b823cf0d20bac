import { bearer } from './bearer.ts'
import { openaiOperations, openaiRateLimits } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://platform.openai.com/docs/api-reference */
export const openai: Provider = {
  name: 'openai',
  title: 'OpenAI',
  url: 'https://api.openai.com/v1',
  credential: bearer,
  keyShape: { pattern: /^sk-(?!ant-|or-)/, hint: 'an OpenAI key begins with "sk-"' },
  errors: 'openai',
  operations: openaiOperations,
  bare: [
    {
      shape: '/v1/{chat/completions, responses, embeddings, files, models, ...}',
      path: /^\/v1\/(?:chat\/completions|completions|responses|conversations|embeddings|moderations|images|audio|videos|realtime|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|containers|evals|models|organization)(?:\/|$)/,
    },
  ],
  notMine: [
    { shape: '/openai/deployments/*', path: /^\/deployments\// },
    {
      // AzureOpenAI adds /openai to its endpoint by itself, without a deployment for these; OpenAI knows no api-key.
      shape: '/openai/{responses, files, models, ...} with api-key',
      path: /^\/(?:responses|models|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|realtime|conversations|evals)(?:\/|$)/,
      when: (fields) => fields.has('api-key'),
    },
  ],
  telemetryName: 'openai',
  requestId: 'x-request-id',
  rateLimits: openaiRateLimits,
}
