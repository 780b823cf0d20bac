import { hasQueryKey } from './google-head.ts'
import { googleCarriers, googleCredential, googleOperations } from './google-shapes.ts'
import { openaiOperations } from './openai-shapes.ts'
import type { Provider } from './provider.ts'

/** https://ai.google.dev/api. `/v1beta/openai/...` is its compatibility layer, below which OpenAI's paths stand. */
export const gemini: Provider = {
  name: 'gemini',
  title: 'Google Gemini',
  url: 'https://generativelanguage.googleapis.com',
  credential: googleCredential((key) => key.startsWith('ya29.')),
  carriers: googleCarriers,
  keyShape: { pattern: /^(?:AIza|AQ\.)/, hint: 'a Gemini key begins with "AQ." or "AIza"' },
  keyPrefixes: ['AIza', 'AQ.'],
  modelPrefixes: ['gemini-', 'models/gemini-'],
  errors: 'gemini',
  operations: [
    ...googleOperations,
    { operation: 'responses', path: /\/interactions(?:\/|$)/ },
    { operation: 'fine_tuning', path: /\/tunedModels(?:\/|$)/ },
    { operation: 'batches', path: /(?<!\/openai)\/batches(?:[/:]|$)/ },
    { operation: 'files', path: /(?<!\/openai)\/files(?:[/:]|$)|:uploadToFileSearchStore$/ },
    { operation: 'models', path: /(?<!\/openai)\/models(?:\/(?<model>[^/:]+))?$/ },
    ...openaiOperations,
  ],
  bare: [
    { shape: '/v1beta/*', path: /^(?:\/upload)?\/v\d+(?:alpha|beta)\//, weight: 1 },
    { shape: '/upload/v1*', path: /^\/upload\/v\d/, weight: 1 },
    { shape: '/ws/google.ai.generativelanguage.*', path: /^\/ws\/google\.ai\.generativelanguage\./, weight: 1 },
    // google-genai for Python asks for /v1/models/M:generateContent. OpenAI's fine-tuned ids hold colons as well,
    // so the name of the method decides, not the colon.
    {
      shape: '/v*/models/M:generateContent',
      path: /^\/v[^/]*\/(?:models|tunedModels|dynamic)\/[^/]+:(?:generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents|asyncBatchEmbedContent|batchGenerateContent|predict|predictLongRunning)$/,
      weight: 4,
    },
    {
      shape: '/v*/* with x-goog-api-key or x-goog-api-client',
      path: /^\/v\d/,
      when: ({ fields }) => fields.has('x-goog-api-key') || fields.has('x-goog-api-client'),
      weight: 3,
    },
    // A key for Strait may stand in the query as well, so on paths that are not Google's it says nothing.
    { shape: '/v*/{models, files} with ?key', path: /^\/v\d+\/(?:models|files)(?:\/|$)/, when: hasQueryKey, weight: 3 },
  ],
  serves: [
    {
      path: /^\/v1\/(?:chat\/completions|embeddings|images\/generations|files|batches|models)(?:\/|$)/,
      below: '/v1beta/openai',
    },
  ],
  // "Using files" (resumable upload), and the redirect with which a file is downloaded: both want the key again.
  answerUrls: ['x-goog-upload-url', 'location'],
  telemetryName: 'gcp.gemini',
}
