import { fromAzure } from './azure-head.ts'
import { bearer } from './bearer.ts'
import { signedForBedrock } from './bedrock-head.ts'
import { openaiOperations, openaiRateLimits } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://platform.openai.com/docs/api-reference */
export const openai: Provider = {
  name: 'openai',
  title: 'OpenAI',
  url: 'https://api.openai.com/v1',
  credential: bearer,
  scopeHeaders: ['openai-organization', 'openai-project'],
  keyShape: { pattern: /^sk-(?!ant-|or-)/, hint: 'an OpenAI key begins with "sk-"' },
  errors: 'openai',
  operations: openaiOperations,
  keyPrefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
  modelPrefixes: [
    'gpt-',
    'chatgpt-',
    'o1',
    'o3',
    'o4-',
    'ft:gpt-',
    'ft:o',
    'codex-',
    'text-embedding-3-',
    'text-embedding-ada-',
    'omni-moderation-',
    'whisper-',
    'tts-1',
    'dall-e-',
    'sora-',
  ],
  bare: [
    {
      shape: '/v1/{chat/completions, responses, embeddings, files, models, ...}',
      path: /^\/v1\/(?:chat\/completions|completions|responses|conversations|embeddings|moderations|images|audio|videos|realtime|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|containers|evals|models|organization)(?:\/|$)/,
      shared: true,
    },
  ],
  notMine: [
    { shape: '/openai/deployments/*', path: /^\/deployments\// },
    {
      // AzureOpenAI adds /openai to its endpoint by itself, without a deployment for these. OpenAI knows neither.
      shape: '/openai/{responses, files, models, ...} with api-key or ?api-version',
      path: /^\/(?:responses|models|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|realtime|conversations|evals)(?:\/|$)/,
      when: fromAzure,
    },
    { shape: '/openai/v1/* signed for Bedrock', path: /^\/v1\//, when: signedForBedrock },
  ],
  telemetryName: 'openai',
  requestId: 'x-request-id',
  rateLimits: openaiRateLimits,
}
