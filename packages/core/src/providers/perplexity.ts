import { compatible, compatibleOperations } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://docs.perplexity.ai/api-reference. Its paths stand with and without `/v1`, so the base has none. */
export const perplexity: Provider = {
  ...compatible,
  name: 'perplexity',
  title: 'Perplexity',
  url: 'https://api.perplexity.ai',
  keyShape: { pattern: /^pplx-/, hint: 'a Perplexity key begins with "pplx-"' },
  keyPrefixes: ['pplx-'],
  modelPrefixes: ['sonar'],
  operations: [
    { operation: 'chat', path: /\/sonar(?:\/|$)/, errors: 'openai' },
    { operation: 'responses', path: /\/v1\/agent(?:\/|$)/, errors: 'openai' },
    { operation: 'embeddings', path: /\/contextualizedembeddings$/, errors: 'openai' },
    ...compatibleOperations,
  ],
  telemetryName: 'perplexity',
}
