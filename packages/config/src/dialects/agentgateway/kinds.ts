/** The formats that agentgateway tells apart. `models`, `passthrough` and `detect` are no formats. */
export type Format =
  | 'anthropicTokenCount'
  | 'completions'
  | 'embeddings'
  | 'geminiCountTokens'
  | 'generateContent'
  | 'messages'
  | 'realtime'
  | 'rerank'
  | 'responses'

export type RouteType = Format | 'detect' | 'models' | 'passthrough'

export const ROUTE_TYPES: ReadonlySet<string> = new Set<RouteType>([
  ...(['anthropicTokenCount', 'completions', 'detect', 'embeddings', 'geminiCountTokens', 'generateContent'] as const),
  ...(['messages', 'models', 'passthrough', 'realtime', 'rerank', 'responses'] as const),
])

/** Where each format lives below the version of the API that it is at home in. */
export const SUFFIX: Readonly<Partial<Record<Format, string>>> = {
  anthropicTokenCount: '/messages/count_tokens',
  completions: '/chat/completions',
  embeddings: '/embeddings',
  messages: '/messages',
  rerank: '/rerank',
  responses: '/responses',
}

/** The paths that the `llm` form knows by itself, the longest first; all others pass. */
export const KNOWN_PATHS: readonly (readonly [suffix: string, type: RouteType])[] = [
  ['/v1/messages/count_tokens', 'anthropicTokenCount'],
  [':streamGenerateContent', 'generateContent'],
  ['/v1/chat/completions', 'completions'],
  [':streamRawPredict', 'messages'],
  [':generateContent', 'generateContent'],
  ['/v1/embeddings', 'embeddings'],
  ['/v1/responses', 'responses'],
  ['/v1/messages', 'messages'],
  [':countTokens', 'geminiCountTokens'],
  [':rawPredict', 'messages'],
  ['/v1/rerank', 'rerank'],
  ['/v2/rerank', 'rerank'],
]

export type KindName = 'anthropic' | 'azure' | 'bedrock' | 'custom' | 'gemini' | 'openai' | 'vertex'

/** agentgateway's words for the providers, and the one that people write for it. */
export const KIND_NAMES: Readonly<Record<string, KindName>> = {
  anthropic: 'anthropic',
  azure: 'azure',
  bedrock: 'bedrock',
  custom: 'custom',
  gemini: 'gemini',
  openAI: 'openai',
  openai: 'openai',
  vertex: 'vertex',
}

export interface Preset {
  readonly url: string
  /** Its type here, where that is not its name. */
  readonly type?: string
  readonly formats: Readonly<Partial<Record<Format, string | true>>>
}

/** Providers that agentgateway knows by name alone: where they live, and what they take, at which path. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  baseten: { url: 'https://inference.baseten.co/v1', type: 'custom', formats: { completions: true, messages: true } },
  cerebras: { url: 'https://api.cerebras.ai/v1', formats: { completions: true } },
  cohere: {
    url: 'https://api.cohere.ai',
    formats: {
      completions: '/compatibility/v1/chat/completions',
      embeddings: '/compatibility/v1/embeddings',
      rerank: '/v2/rerank',
    },
  },
  deepinfra: {
    url: 'https://api.deepinfra.com/v1/openai',
    type: 'custom',
    formats: { completions: true, messages: '/anthropic/v1/messages', embeddings: true },
  },
  deepseek: {
    url: 'https://api.deepseek.com/v1',
    formats: { completions: true, messages: '/anthropic/v1/messages', responses: true },
  },
  fireworks: {
    url: 'https://api.fireworks.ai/inference/v1',
    formats: { completions: true, messages: true, responses: true, embeddings: true, rerank: true },
  },
  groq: { url: 'https://api.groq.com/openai/v1', formats: { completions: true, responses: true } },
  huggingface: {
    url: 'https://router.huggingface.co/v1',
    type: 'custom',
    formats: { completions: true, responses: true },
  },
  mistral: { url: 'https://api.mistral.ai/v1', formats: { completions: true, embeddings: true } },
  ollama: { url: 'http://localhost:11434/v1', formats: { completions: true, responses: true, embeddings: true } },
  openrouter: {
    url: 'https://openrouter.ai/api/v1',
    formats: { completions: true, messages: true, responses: true, embeddings: true, rerank: true },
  },
  togetherai: {
    url: 'https://api.together.xyz/v1',
    type: 'together',
    formats: { completions: true, embeddings: true, rerank: true },
  },
  xai: { url: 'https://api.x.ai/v1', formats: { completions: true, responses: true, realtime: true } },
}
