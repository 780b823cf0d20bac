/** What this dialect calls a provider → what the gateway calls it. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['azure-openai', 'azure'],
  ['azure-ai', 'azure'],
  ['google', 'gemini'],
  ['vertex-ai', 'vertex'],
  ['mistral-ai', 'mistral'],
  ['together-ai', 'together'],
  ['fireworks-ai', 'fireworks'],
  ['perplexity-ai', 'perplexity'],
  ['x-ai', 'xai'],
])

/** Providers of this dialect of which the gateway knows no address: they take a host. */
const ADDRESSLESS: ReadonlySet<string> = new Set(
  `302ai ai21 anyscale bytez cometapi cortex dashscope deepbricks deepinfra featherless-ai github huggingface hyperbolic
  inference-net jina kluster-ai krutrim lambda lemonfox-ai lepton lingyi matterai meshy milvus modal monsterapi moonshot
  ncompass nebius nextbit nomic novita-ai nscale oracle palm portkey predibase qdrant recraft-ai reka-ai replicate
  sagemaker sambanova segmind siliconflow stability-ai tripo3d triton upstage voyage workers-ai z-ai zhipu`.split(
    /\s+/,
  ),
)

export function nameHere(name: string): string {
  return NAMES.get(name) ?? name
}

export function isAddressless(name: string): boolean {
  return ADDRESSLESS.has(name)
}

/** The provider that is no provider: a host and nothing known of it. */
export const PASSTHROUGH = 'passthrough'
