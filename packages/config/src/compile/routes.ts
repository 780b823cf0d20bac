import {
  buildLeaf,
  type ConfigRoute,
  echo,
  mayRepeat,
  modelList,
  type Provider,
  type Route,
  type Target,
  trunk,
} from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { RouteConfig } from '../schema/route.ts'
import type { Node } from '../schema/target.ts'
import { unconfigured } from './answered-here.ts'
import { byModelRoute } from './by-model.ts'
import { mannerOf } from './manner.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { routeNames } from './route-names.ts'
import { rulesOf } from './rules-of.ts'
import { compileTarget } from './targets.ts'
import { plant, treeOf } from './tree.ts'

type Entries = ReadonlyMap<string, ProviderEntry>

/** `/NAME/...` for every provider; one that lacks an address says what to write. */
export function providerRoutes(entries: Entries, config: Config): Map<string, Route> {
  const doors = new Map<string, Route>()
  for (const entry of entries.values()) {
    const target = compileTarget({ name: entry.name, entry, config, join: { kind: 'provider' } })
    doors.set(entry.name, routeTo(entry.name, entry, target, 'providers', config))
  }
  return doors
}

/** `/echo/...`: a provider whose answer is what it would have received. */
export function echoRoute(config: Config): Route {
  const entry: ProviderEntry = { name: 'echo', provider: custom, settings: { url: 'http://echo.invalid' } }
  const target = compileTarget({ name: 'echo', entry, config, join: { kind: 'rest' }, local: echo })
  return routeTo('echo', entry, target, 'providers', config)
}

/** The routes of the file, in its order. */
export function fileRoutes(entries: Entries, config: Config): ConfigRoute[] {
  const names = routeNames(config.routes)
  return config.routes.map((route, i) => {
    const compiled: Route = {
      ...routeOf(route, names[i] as string, entries, config),
      open: route.open,
      methods: route.methods === undefined ? undefined : new Set(route.methods),
    }
    return { path: route.path, conditions: conditionsOf(route), route: compiled }
  })
}

function conditionsOf({ host, headers, query, listeners, path_ends }: RouteConfig): ConfigRoute['conditions'] {
  return {
    hosts: host ?? [],
    headers: headers ?? [],
    query: query ?? [],
    listeners: listeners === undefined ? undefined : new Set(listeners),
    ending: path_ends,
  }
}

function routeOf(route: RouteConfig, name: string, entries: Entries, config: Config): Route {
  const { to } = route
  const place = (node: Node, label: string, pattern: string): Route => {
    const id = `route\n${name}\n${label}`
    const { entry, provider, ...sending } = plant(node, { name: label, id, route, pattern, entries, config })
    const rules = entry === undefined || node.kind === 'tree' ? [] : rulesOf(entry)
    return { ...frameOf(label, provider, 'routes'), ...sending, rules }
  }
  switch (to.kind) {
    case 'by_model':
      return byModelRoute(name, to, place)
    case 'models':
      return { ...frameOf(name, undefined, 'routes'), send: modelList(to.models) }
    case 'adapter':
    case 'passthrough':
    case 'provider':
    case 'tree':
    case 'url':
      return place(to, name, '*')
    default:
      return to satisfies never
  }
}

/** To one target, asked as its provider says. */
export function routeTo(
  name: string,
  entry: ProviderEntry,
  target: Target | undefined,
  door: Route['door'],
  config: Config,
): Route {
  const frame = { ...frameOf(name, entry.provider, door), rules: rulesOf(entry) }
  if (target === undefined) return { ...frame, send: unconfigured(entry) }
  const manner = mannerOf(entry, name, {}, {})
  const tree = treeOf(name, config)
  const { send } = buildLeaf({ target, weight: 1, manner, watched: false }, tree)
  return { ...frame, leaf: { target, manner }, send: mayRepeat(manner) ? trunk(tree, send) : send }
}

/** Where nobody can say by now whose paths they are, they are read as those of any known API. */
function frameOf(name: string, provider: Provider = custom, door: Route['door']): Omit<Route, 'send'> {
  const none = { open: false, methods: undefined, rules: [], taps: [] }
  return { ...none, name, door, provider, errors: provider.errors }
}
