import { providers, servedPath } from '@strait/core/providers'

/** The paths that OpenAI's SDK calls with a model in the body, and what kind of request each is. */
export const OPENAI_PATHS = [
  ['/v1/chat/completions', 'completions'],
  ['/v1/completions', 'text-completions'],
  ['/v1/embeddings', 'embeddings'],
  ['/v1/responses', 'responses'],
] as const

export type OpenaiPath = (typeof OPENAI_PATHS)[number][0]

export interface Called {
  readonly type: string
  /** Where the file gives one. */
  readonly url: string | undefined
  /** It holds all that stands in front of a path, a version or none. */
  readonly isWhole?: boolean
  readonly model: string | undefined
  /** Of Azure: paths name a deployment where it is dated. */
  readonly isDated?: boolean
}

const VERSION = /\/v\d+(?:(?:alpha|beta)\d*)?\/?$/

/** At home there, or a server of one's own that speaks nothing else: no bare path leads to those by itself. */
const OWN: ReadonlySet<string> = new Set(['ollama', 'openai', 'vllm'])

/** Where a provider takes one of these paths, below its address; undefined where the body would have to be translated. */
export function pathAt(
  { type, url, isWhole = false, model, isDated = false }: Called,
  path: OpenaiPath,
): string | undefined {
  const suffix = path.slice('/v1'.length)
  if (type === 'azure') return onAzure(suffix, isDated ? model : undefined)
  // What is Amazon's own there speaks another format.
  if (type === 'bedrock' && !/^(?:[a-z]+\.)?openai\./.test(model ?? '')) return undefined
  const provider = providers.get(type)
  const served = OWN.has(type) ? path : provider && servedPath(provider, path)
  if (provider === undefined || served === undefined) return undefined
  const base = url ?? provider.url ?? ''
  const hasVersion = isWhole || VERSION.test(base) || base.endsWith('}')
  return hasVersion && served.startsWith('/v1/') ? served.slice('/v1'.length) : served
}

/** A dated version names the deployment in the path. */
function onAzure(suffix: string, deployment: string | undefined): string {
  if (suffix === '/responses' && deployment !== undefined) return '/openai/responses'
  return deployment === undefined
    ? `/openai/v1${suffix}`
    : `/openai/deployments/${encodeURIComponent(deployment)}${suffix}`
}
