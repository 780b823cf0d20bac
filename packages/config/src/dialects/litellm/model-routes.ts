import { isMap } from '../../schema/shape.ts'
import { OPENAI_PATHS, type OpenaiPath, pathAt } from '../openai-paths.ts'
import { Placed } from '../placed.ts'
import { type Deployment, groupsOf, orderOf, sharesOf } from './deployments.ts'
import { placeOf, type RouterSettings, readRouterSettings } from './router-settings.ts'
import type { LitellmWork } from './work.ts'

type Node = Readonly<Record<string, unknown>>
type Groups = ReadonlyMap<string, readonly Deployment[]>

/** What leads from one deployment to the next where the file wants retries. */
const AGAIN = [408, 409, 429, '5xx', 'unsent']

/** Whether there is a choice among deployments at all: only then names of models are names here. */
export function hasChoices(work: LitellmWork): boolean {
  const isNamed = ['fallbacks', 'default_fallbacks', 'model_group_alias'].some(
    (name) => placeOf(work, name) !== undefined,
  )
  return (
    work.deployments.length > 0 && (isNamed || [...groupsOf(work.deployments).values()].some((each) => each.length > 1))
  )
}

/** LiteLLM's own paths, for the names of `model_list`. What the file itself puts at such a path stays in its place. */
export function addModelRoutes(work: LitellmWork): void {
  if (!hasChoices(work)) {
    for (const { path, says } of work.aliases) work.note(path, says)
    return
  }
  const { draft } = work
  const settings = readRouterSettings(work)
  const groups = groupsOf(work.deployments)
  const routes = draft.get(['routes'])
  const taken = new Set(Array.isArray(routes) ? routes.map((route) => (isMap(route) ? route['path'] : undefined)) : [])
  for (const [path, kind] of OPENAI_PATHS) {
    const entries = entriesAt(work, groups, settings, path, kind)
    for (const each of [path, path.slice('/v1'.length)]) {
      if (taken.has(each)) continue
      // Names that the file does not know go where they would go without it.
      const rest = each === path && entries['*'] === undefined ? { '*': { passthrough: true } } : {}
      const route = { path: each, to: { by_model: { ...entries, ...rest } } }
      draft.plant(draft.push(['routes'], {}, ['model_list']), route, ['model_list'])
    }
  }
  work.note(
    ['model_list'],
    'its names hold at /v1/chat/completions, /v1/completions, /v1/embeddings and /v1/responses; at the doors of providers callers send their names',
  )
}

function entriesAt(work: LitellmWork, groups: Groups, settings: RouterSettings, path: OpenaiPath, kind: string): Node {
  const named = [...groups.keys()].map((name): [string, string] => [name, name])
  const entries = [...named, ...settings.aliases].flatMap(([name, group]): [string, Node][] => {
    if (name.split('*').length > 2) {
      work.noteOnce(`name ${name}`, groups.get(name)?.[0]?.from ?? [], 'not used: one * may stand in a name')
      return []
    }
    const node = withFallbacks(work, groups, settings, group, path)
    const [deployment] = groups.get(group) ?? []
    if (node !== undefined) return [[name, node]]
    return deployment === undefined ? [] : [[name, { adapter: `${kind}-to-${deployment.type}` }]]
  })
  return Object.fromEntries(entries)
}

function withFallbacks(
  work: LitellmWork,
  groups: Groups,
  settings: RouterSettings,
  name: string,
  path: OpenaiPath,
): Node | undefined {
  const first = groupNode(work, groups, settings, name, path)
  const names = settings.fallbacks.get(name) ?? settings.fallbacks.get('*') ?? []
  const others = names.flatMap(({ name: other, from }): Node[] => {
    const group = settings.aliases.get(other) ?? other
    if (!groups.has(group)) work.noteOnce(`fallback ${JSON.stringify(from)}`, from, 'it is no name of model_list')
    const node = group === name ? undefined : groupNode(work, groups, settings, group, path)
    return node === undefined ? [] : [node]
  })
  return inTurn([...(first === undefined ? [] : [first]), ...others], settings.breaker)
}

/** The deployments of one name: by their order, and beside each other by the strategy. */
function groupNode(
  work: LitellmWork,
  groups: Groups,
  settings: RouterSettings,
  name: string,
  path: OpenaiPath,
): Node | undefined {
  const callable = (groups.get(name) ?? []).flatMap((deployment) => {
    const node = leafOf(work, deployment, settings, path)
    return node === undefined ? [] : [{ deployment, node }]
  })
  const orders = [...new Set(callable.map(({ deployment }) => orderOf(work, deployment)))].sort((a, b) => a - b)
  const ranks = orders.map((order) => {
    const beside = callable.filter(({ deployment }) => orderOf(work, deployment) === order)
    return balanced(work, beside, settings)
  })
  return inTurn(ranks, settings.breaker)
}

function leafOf(
  work: LitellmWork,
  { provider, type, model, from, name }: Deployment,
  { retry }: RouterSettings,
  path: OpenaiPath,
): Node | undefined {
  const params = [...from, 'litellm_params']
  const base = [...params, 'api_base']
  const url = work.has(base) ? String(work.value(base)) : undefined
  // OpenAI's SDK puts its paths right behind an address.
  const isWhole = url !== undefined && isOpenai(type)
  const sent = model.includes('*') ? undefined : model
  const at = pathAt({ type, url, isWhole, model: sent, isDated: work.has([...params, 'api_version']) }, path)
  if (at === undefined) {
    work.noteOnce(`translated ${name} ${type}`, from, `not used at ${path}: what ${type} takes is another format`)
    return undefined
  }
  const rename = name.includes('*') ? model.replace('*', () => '{rest}') : sent
  return {
    provider,
    path: at,
    ...(rename === undefined || rename === name || (rename === '{rest}' && name === '*')
      ? {}
      : { override: { model: new Placed(rename, [...params, 'model']) } }),
    ...(retry && { retry }),
  }
}

/** Those whose address LiteLLM hands to OpenAI's SDK. */
function isOpenai(type: string): boolean {
  return type === 'openai' || type === 'vllm'
}

function balanced(
  work: LitellmWork,
  beside: readonly { deployment: Deployment; node: Node }[],
  { by, retry }: RouterSettings,
): Node {
  const [only, another] = beside
  if (only !== undefined && another === undefined) return only.node
  const shares =
    by === undefined
      ? sharesOf(
          work,
          beside.map(({ deployment }) => deployment),
        )
      : []
  return {
    strategy: 'loadbalance',
    ...(by && { by }),
    ...(retry && { on: AGAIN }),
    targets: beside.map(({ node: { retry: _, ...node } }, i) => ({ ...node, weight: shares[i] })),
  }
}

/** One after the other. What stands alone needs no breaker. */
function inTurn(nodes: readonly Node[], breaker: unknown): Node | undefined {
  const [first, another] = nodes
  if (first === undefined) return undefined
  if (another === undefined)
    return 'strategy' in first && first['breaker'] === undefined ? { ...first, breaker } : first
  return { strategy: 'fallback', breaker, targets: nodes.map(({ breaker: _, ...node }) => node) }
}
