import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { bedrock } from './bedrock.ts'
import { cerebras } from './cerebras.ts'
import { cohere } from './cohere.ts'
import { custom } from './custom.ts'
import { deepseek } from './deepseek.ts'
import { fireworks } from './fireworks.ts'
import { gemini } from './gemini.ts'
import { groq } from './groq.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { perplexity } from './perplexity.ts'
import type { Provider } from './provider.ts'
import { together } from './together.ts'
import { vertex } from './vertex.ts'
import { vllm } from './vllm.ts'
import { xai } from './xai.ts'

const all: readonly Provider[] = [
  openai,
  anthropic,
  azure,
  gemini,
  vertex,
  bedrock,
  cohere,
  mistral,
  groq,
  together,
  fireworks,
  deepseek,
  xai,
  openrouter,
  perplexity,
  cerebras,
  ollama,
  vllm,
  custom,
]

/** The built-in providers by name. One more is a file beside this one and a line in the list. */
export const providers: ReadonlyMap<string, Provider> = new Map(all.map((provider) => [provider.name, provider]))

export { carriersOf } from './carriers.ts'
export { servedPath } from './served-path.ts'

/** What a provider is of which only the address is known. */
export { custom }
