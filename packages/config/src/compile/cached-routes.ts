import { type CacheStore, type ConfigRoute, cached, type Sender } from '@strait/core'
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
  const chooses = nodes.some((node) => node.kind === 'tree')
  return cached(send, {
    ...settings,
    store,
    // Where not all callers may use a provider, what one of them got is not for all.
    share: settings.share && used.every(({ settings: { allow } }) => allow === undefined),
    identity: await cacheIdentity(
      route.path,
      route.to,
      used.map(({ name, settings: own }) => [name, own]),
      config.headers,
    ),
    // Conditions may look at what otherwise makes no difference.
    steering: chooses ? ['x-portkey-metadata', 'user-agent'] : [],
    ask: ({ spoken }) => (spoken?.refresh === true ? { refresh: true } : undefined),
  })
}

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
