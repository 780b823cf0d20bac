import { isMap } from '../../schema/shape.ts'
import { type OpenaiPath, pathAt } from '../openai-paths.ts'
import type { BifrostWork } from './work.ts'

export type Node = Readonly<Record<string, unknown>>

/** Where a request of one of OpenAI's paths goes at one of the file's providers. */
export interface Place {
  readonly path: OpenaiPath
  /** For adapters that do not exist: `completions`. */
  readonly word: string
}

/** What comes of a provider: its place, or undefined where the body would have to be translated. */
export function nodeAt(
  work: BifrostWork,
  { path }: Place,
  provider: string,
  model: string | undefined,
): Node | undefined {
  const settings = work.draft.get(['providers', provider])
  if (!isMap(settings)) return undefined
  const { url, type = provider } = settings
  const asked = model === undefined || model === '{rest}' ? undefined : model
  const known = asked === undefined ? undefined : deploymentOf(settings['deployments'], asked)
  const at = pathAt(
    {
      type: String(type),
      url: typeof url === 'string' ? url : undefined,
      model: known,
      // A name that is filled in later can't be part of a path.
      isDated: settings['api_version'] !== undefined && known !== undefined && !known.includes('${'),
    },
    path,
  )
  if (at === undefined) return undefined
  const sent = known ?? model
  return { provider, path: at, ...(sent === undefined ? {} : { override: { model: sent } }) }
}

/** Azure's name of a model, where the file gives it another. */
function deploymentOf(deployments: unknown, model: string): string {
  const names = isMap(deployments) ? Object.entries(deployments) : []
  const found = names.find(([name]) => name.toLowerCase() === model.toLowerCase())?.[1]
  return typeof found === 'string' ? found : model
}

/** Several as one: those beside each other by weight, then one after the other. */
export function treeOf(beside: readonly Node[], then: readonly Node[]): Node | undefined {
  const [only, another] = beside
  const first: Node | undefined =
    only !== undefined && another === undefined ? withoutWeight(only) : { strategy: 'loadbalance', targets: beside }
  const all = [...(only === undefined ? [] : [first]), ...then]
  if (all.length <= 1) return all[0]
  return { strategy: 'fallback', targets: all }
}

function withoutWeight({ weight: _, ...node }: Node): Node {
  return node
}
