import { bearer } from './bearer.ts'
import { compatibleOperations } from './compatible.ts'
import type { Provider } from './provider.ts'

/** https://docs.ollama.com/api. Its own paths begin with `/api`, and stream unless the body says otherwise. */
export const ollama: Provider = {
  name: 'ollama',
  title: 'Ollama',
  url: 'http://127.0.0.1:11434',
  credential: bearer,
  errors: 'plain',
  operations: [
    { operation: 'chat', path: /^\/api\/chat$/ },
    { operation: 'text_completion', path: /^\/api\/generate$/ },
    { operation: 'embeddings', path: /^\/api\/embed(?:dings)?$/ },
    { operation: 'files', path: /^\/api\/blobs\// },
    { operation: 'models', path: /^\/api\/(?:tags|show|ps|pull|push|create|copy|delete)$/ },
    ...compatibleOperations,
  ],
  bare: [
    {
      shape: '/api/{chat, generate, embed, tags, ...}',
      path: /^\/api\/(?:(?:chat|generate|embed|embeddings|tags|show|ps|pull|push|create|copy|delete|version)$|blobs\/)/,
    },
  ],
  telemetryName: 'ollama',
}
