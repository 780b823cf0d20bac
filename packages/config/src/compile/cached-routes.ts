import { type CacheRules, type CacheStore, type ConfigRoute, cached, type Sender } from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { RouteConfig } from '../schema/route.ts'
import type { Node } from '../schema/target.ts'
import type { To } from '../schema/to.ts'
import { cacheIdentity, cacheSettings } from './cache-settings.ts'
import type { ProviderEntry } from './provider-entries.ts'

interface Options {
  readonly config: Config
  readonly cacheStore?: CacheStore | undefined
}

type Entries = ReadonlyMap<string, ProviderEntry>

/** The routes of the file, in its order, with a cache before those that ask for one. */
export function cachedRoutes(
  routes: readonly ConfigRoute[],
  entries: Entries,
  { config, cacheStore }: Options,
): Promise<ConfigRoute[]> {
  return Promise.all(
    routes.map(async (compiled, i) => {
      const route = config.routes[i] as RouteConfig
      if (route.cache === undefined || cacheStore === undefined) return compiled
      const send = await cachedSender(compiled.route.send, route, route.cache, { entries, config, store: cacheStore })
      // Whoever passes a request on to it passes it by its own door: the cache is the route's.
      return { ...compiled, route: { ...compiled.route, send } }
    }),
  )
}

interface Kept {
  readonly entries: Entries
  readonly config: Config
  readonly store: CacheStore
}

async function cachedSender(
  send: Sender,
  route: RouteConfig,
  cache: NonNullable<RouteConfig['cache']>,
  { entries, config, store }: Kept,
): Promise<Sender> {
  const nodes = nodesOf(route.to)
  const used = nodes.flatMap((node) => (node.kind === 'provider' ? (entries.get(node.provider) ?? []) : []))
  const settings = cacheSettings(cache, config.cache)
  // Then it may be any of them that answers, under rules of its own, and whatever the request says may choose it.
  const isAnybodys = nodes.some((node) => node.kind === 'passthrough')
  const answering = isAnybodys ? [config.providers, config.configs] : used.map(({ name, settings: own }) => [name, own])
  return cached(send, {
    ...settings,
    store,
    // Where not all callers may use a provider, what one of them got is not for all.
    share: settings.share && !isAnybodys && used.every(({ settings: { allow } }) => allow === undefined),
    identity: await cacheIdentity(route.path, route.to, answering, config.headers),
    unknownCalls: !isAnybodys && used.every(({ provider }) => provider === custom),
    steering: steeringOf(nodes, isAnybodys),
    ask: ({ spoken }) => (spoken?.refresh === true ? { refresh: true } : undefined),
  })
}

/** Conditions may look at what otherwise makes no difference; those that a request brought along, at anything. */
function steeringOf(nodes: readonly Node[], isAnybodys: boolean): CacheRules['steering'] {
  const trees = nodes.filter((node) => node.kind === 'tree')
  if (trees.length === 0 && !isAnybodys) return undefined
  const names = new Set(trees.flatMap(({ when = [] }) => when.flatMap(({ if: query }) => query.headers)))
  names.add('x-portkey-metadata')
  const listed = (name: string) => names.has(name)
  if (!isAnybodys) return () => listed
  return ({ arrival }) => (arrival.fields.has('x-portkey-config') ? any : listed)
}

const any = () => true

/** Every place that a route may lead to, groups as well. */
function nodesOf(to: To): Node[] {
  switch (to.kind) {
    case 'models':
      return []
    case 'by_model': {
      const places = Object.values(to.by_model)
      return [...places, ...(to.without_model === undefined ? [] : [to.without_model])].flatMap(below)
    }
    default:
      return below(to)
  }
}

function below(node: Node): Node[] {
  return node.kind === 'tree' ? [node, ...node.targets.flatMap(below)] : [node]
}
