import { hasGoogleToken } from './google-head.ts'
import { googleCarriers, googleCredential, googleOperations } from './google-shapes.ts'
import { openaiOperations } from './openai-shapes.ts'
import type { OperationRule, Provider } from './provider.ts'

/** Partner models: the body is theirs, and the method says whether it streams. Claude's tokens are counted by a "model". */
const partners: readonly OperationRule[] = [
  {
    operation: 'count_tokens',
    path: /\/anthropic\/models\/count-tokens:rawPredict$/,
    stream: false,
    errors: 'anthropic',
  },
  { operation: 'chat', path: /\/anthropic\/models\/(?<model>[^/]+):rawPredict$/, stream: false, errors: 'anthropic' },
  {
    operation: 'chat',
    path: /\/anthropic\/models\/(?<model>[^/]+):streamRawPredict$/,
    stream: true,
    errors: 'anthropic',
  },
  { operation: 'chat', path: /\/models\/(?<model>[^/]+):rawPredict$/, stream: false },
  { operation: 'chat', path: /\/models\/(?<model>[^/]+):streamRawPredict$/, stream: true },
]

/** https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest */
export const vertex: Provider = {
  name: 'vertex',
  title: 'Google Vertex AI',
  region: {
    url: 'https://{region}-aiplatform.googleapis.com',
    // "Locations": the global endpoint has no region in its name, and the multi-regions have a scheme of their own.
    special: {
      global: 'https://aiplatform.googleapis.com',
      us: 'https://aiplatform.us.rep.googleapis.com',
      eu: 'https://aiplatform.eu.rep.googleapis.com',
    },
    suffix: '.googleapis.com',
    // Express mode (an API key, no project) has paths without a location and is served at the global endpoint.
    default: 'global',
    fromPath: (path) => /\/locations\/([^/]+)/.exec(path)?.[1],
  },
  credential: googleCredential((key) => !/^(?:AIza|AQ\.)/.test(key)),
  carriers: googleCarriers,
  keyShape: {
    pattern: /^(?:ya29\.|ey|AIza|AQ\.)/,
    hint: 'Vertex takes an OAuth token ("ya29.") or, in express mode, an API key ("AQ." or "AIza")',
  },
  tokens: 'service_account',
  errors: 'gemini',
  operations: [
    ...partners,
    ...googleOperations,
    { operation: 'batches', path: /\/batchPredictionJobs(?:\/|$)/ },
    { operation: 'fine_tuning', path: /\/tuningJobs(?:[/:]|$)/ },
    { operation: 'models', path: /(?:\/locations\/[^/]+|\/publishers\/[^/]+)\/models(?:\/(?<model>[^/:]+))?$/ },
    // /endpoints/openapi/chat/completions
    ...openaiOperations,
  ],
  bare: [
    // google-genai in express mode sends no project and no location, and the key as for Gemini.
    { shape: '/v*/publishers/*', path: /^\/v[^/]+\/publishers\//, weight: 6 },
    { shape: '/v*/projects/P/locations/L/*', path: /^\/v[^/]+\/projects\/[^/]+\/locations\//, weight: 6 },
    // Gemini's versions are v1beta and v1alpha, and take such tokens too; these two are Vertex's.
    { shape: '/{v1, v1beta1}/* with Bearer ya29.', path: /^\/v1(?:beta1)?\//, when: hasGoogleToken, weight: 5 },
    { shape: '/ws/google.cloud.aiplatform.*', path: /^\/ws\/google\.cloud\.aiplatform\./, weight: 6 },
  ],
  telemetryName: 'gcp.vertex_ai',
}
