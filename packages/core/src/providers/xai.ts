import { compatible, compatibleOperations } from './compatible.ts'
import { messagesServed } from './messages-shapes.ts'
import { openaiServed } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://docs.x.ai/docs/api-reference */
export const xai: Provider = {
  ...compatible,
  name: 'xai',
  title: 'xAI',
  url: 'https://api.x.ai/v1',
  keyShape: { pattern: /^xai-/, hint: 'an xAI key begins with "xai-"' },
  keyPrefixes: ['xai-'],
  modelPrefixes: ['grok-'],
  serves: [openaiServed, messagesServed],
  operations: [
    { operation: 'chat', path: /\/chat\/deferred-completion\//, errors: 'openai' },
    { operation: 'count_tokens', path: /\/tokenize-text$/, errors: 'openai' },
    {
      operation: 'models',
      path: /\/(?:language|embedding|image-generation)-models(?:\/(?<model>[^/]+))?$/,
      errors: 'openai',
    },
    ...compatibleOperations,
  ],
  telemetryName: 'x_ai',
}
