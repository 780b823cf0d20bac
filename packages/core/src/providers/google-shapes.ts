import type { CredentialScheme, OperationRule } from './provider.ts'

/**
 * Methods on models, tuned models and endpoints, as Gemini and Vertex share them (Google API design: custom methods
 * follow a colon). A model's id may hold `@`; a colon in it comes escaped.
 */
export const googleOperations: readonly OperationRule[] = [
  { operation: 'generate_content', path: onModel('generateContent'), stream: false },
  { operation: 'generate_content', path: onModel('streamGenerateContent'), stream: true },
  { operation: 'count_tokens', path: onModel('(?:countTokens|computeTokens)'), stream: false },
  {
    operation: 'embeddings',
    path: onModel('(?:embedContent|batchEmbedContents|asyncBatchEmbedContent)'),
    stream: false,
  },
  { operation: 'batches', path: onModel('batchGenerateContent'), stream: false },
  { operation: 'image', path: onModel('predict', 'imagen'), stream: false },
  {
    operation: 'embeddings',
    path: onModel('predict', '(?:text-?|text-multilingual-|gemini-|multimodal)embedding'),
    stream: false,
  },
  { operation: 'video', path: onModel('(?:predictLongRunning|fetchPredictOperation)'), stream: false },
  { operation: 'realtime', path: /^\/ws\/|:bidiGenerateContent$/ },
]

/** Parameters that every Google API takes a credential from ("System parameters"); `key` is among the shared carriers. */
export const googleCarriers = { query: ['access_token', 'oauth_token'] } as const

/**
 * Google Cloud documentation, "API keys" and "Authenticate for using REST": API keys (`AIza...`, since 2026 `AQ....`)
 * go in `x-goog-api-key`, OAuth tokens as bearer. Never in the URL, which ends up in logs.
 */
export function googleCredential(isToken: (key: string) => boolean): CredentialScheme {
  return {
    kind: 'header',
    attach: (key) => (isToken(key) ? ['authorization', `Bearer ${key}`] : ['x-goog-api-key', key]),
  }
}

function onModel(verb: string, name = ''): RegExp {
  return new RegExp(
    `/(?:models|tunedModels|dynamic|endpoints)/(?<model>${name === '' ? '[^/]+' : `${name}[^/]*`}):${verb}$`,
  )
}
