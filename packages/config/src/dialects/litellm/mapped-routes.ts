import { isMap } from '../../schema/shape.ts'
import type { LitellmWork } from './work.ts'

/**
 * LiteLLM's provider paths that are not the name of a provider here; the others (`/openai`, `/anthropic`, `/gemini`,
 * `/bedrock`, `/cohere`, `/mistral`, `/openrouter`, and once configured `/azure` and `/vllm`) are doors anyway.
 */
const MAPPED: readonly (readonly [path: string, to: { provider: string } | { url: string }])[] = [
  ['/vertex_ai', { provider: 'vertex' }],
  ['/vertex-ai', { provider: 'vertex' }],
  ['/assemblyai', { url: 'https://api.assemblyai.com' }],
  ['/eu.assemblyai', { url: 'https://api.eu.assemblyai.com' }],
  ['/langfuse', { url: 'https://cloud.langfuse.com' }],
]

/** What the file itself puts at such a path stays in its place. */
export function addMappedRoutes({ draft }: LitellmWork): void {
  const routes = draft.get(['routes'])
  const taken = new Set(Array.isArray(routes) ? routes.map((route) => (isMap(route) ? route['path'] : undefined)) : [])
  for (const [path, to] of MAPPED) {
    const isProvider = draft.get(['providers', path.slice(1)]) !== undefined
    if (!isProvider && !taken.has(`${path}/*`)) draft.push(['routes'], { path: `${path}/*`, to }, [])
  }
}
