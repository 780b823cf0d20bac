import { providers } from '@strait/core/providers'

/** LiteLLM's names of providers that are called otherwise here. */
const NAMES: Readonly<Record<string, string>> = {
  azure_ai: 'azure',
  azure_text: 'azure',
  bedrock_converse: 'bedrock',
  cohere_chat: 'cohere',
  custom_openai: 'openai',
  fireworks_ai: 'fireworks',
  hosted_vllm: 'vllm',
  ollama_chat: 'ollama',
  openai_like: 'openai',
  'text-completion-openai': 'openai',
  together_ai: 'together',
  vertex_ai: 'vertex',
  vertex_ai_beta: 'vertex',
}

export interface Named {
  /** The type here; undefined for a provider that is none of the built-in ones. */
  readonly type: string | undefined
  /** What LiteLLM calls it. */
  readonly word: string
  /** The model as the provider knows it. */
  readonly model: string
}

/** Whose model it is: `custom_llm_provider`, else what stands before the slash, else what the name begins with. */
export function providerOf(model: string, custom: string | undefined): Named | undefined {
  const slash = model.indexOf('/')
  const word = slash > 0 ? model.slice(0, slash) : undefined
  const rest = slash > 0 ? model.slice(slash + 1) : model
  if (custom !== undefined) return { type: typeOf(custom), word: custom, model: word === custom ? rest : model }
  if (word !== undefined) return { type: typeOf(word), word, model: rest }
  const known = [...providers.values()].find(({ modelPrefixes }) =>
    modelPrefixes?.some((prefix) => model.startsWith(prefix)),
  )
  return known === undefined ? undefined : { type: known.name, word: known.name, model }
}

function typeOf(word: string): string | undefined {
  const type = NAMES[word] ?? word
  return providers.has(type) ? type : undefined
}
