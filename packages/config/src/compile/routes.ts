import {
  type ConfigRoute,
  compileStar,
  echo,
  GatewayError,
  ledAnswers,
  local,
  modelList,
  namedDeployments,
  type Route,
  type Sender,
  type Target,
  toTarget,
  withModel,
} from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { RouteConfig } from '../schema/route.ts'
import type { Single, Upstream } from '../schema/to.ts'
import { byModelRoute } from './by-model.ts'
import { allowOf } from './named-providers.ts'
import { onlyFor } from './only-for.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { compileTarget, joinRuleOf } from './targets.ts'

type Entries = ReadonlyMap<string, ProviderEntry>

/** `/NAME/...` for every provider; one that lacks an address says what to write. */
export function providerRoutes(entries: Entries, config: Config): Map<string, Route> {
  const doors = new Map<string, Route>()
  for (const entry of entries.values()) {
    const target = compileTarget({ name: entry.name, entry, config, join: { kind: 'provider' } })
    doors.set(entry.name, routeTo(entry.name, entry, target, 'providers'))
  }
  return doors
}

/** `/echo/...`: a provider whose answer is what it would have received. */
export function echoRoute(config: Config): Route {
  const entry: ProviderEntry = { name: 'echo', provider: custom, settings: { url: 'http://echo.invalid' } }
  const target = compileTarget({ name: 'echo', entry, config, join: { kind: 'rest' }, local: echo })
  return routeTo('echo', entry, target, 'providers')
}

/** The routes of the file, in its order. */
export function fileRoutes(entries: Entries, config: Config): ConfigRoute[] {
  return config.routes.map((route) => {
    const compiled: Route = {
      ...routeOf(route, entries, config),
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

function routeOf(route: RouteConfig, entries: Entries, config: Config): Route {
  const { to } = route
  const name = routeName(route)
  const single = (each: Single, label: string, pattern: string) =>
    singleRoute({ name: label, to: each, pattern, route, entries, config })
  switch (to.kind) {
    case 'by_model':
      return byModelRoute(name, to, single)
    case 'models':
      return answeredHere(name, modelList(to.models))
    case 'adapter':
    case 'provider':
    case 'url':
      return single(to, name, '*')
    default:
      return to satisfies never
  }
}

interface SingleOptions {
  readonly name: string
  readonly to: Single
  /** Of the models that come here. */
  readonly pattern: string
  readonly route: RouteConfig
  readonly entries: Entries
  readonly config: Config
}

function singleRoute({ name, to, pattern, route, entries, config }: SingleOptions): Route {
  if (to.kind === 'adapter') return adapterRoute(name, to.adapter)
  const entry = entryFor(to, name, entries)
  const join = joinRuleOf(route.path, to)
  const target = compileTarget({ name, entry, config, join, to, timeouts: route.timeouts })
  const made = routeTo(name, entry, target, 'routes')
  const model = to.override?.model
  if (target === undefined || model === undefined) return made
  const star = compileStar(pattern)
  const nameFor = (asked: string) => model.replaceAll('{rest}', () => star.match(asked) ?? asked)
  return { ...made, send: withModel(target, nameFor, senderTo) }
}

/** Known, and not to be had yet: whoever calls it is told so, behind the same door and key. */
function adapterRoute(name: string, adapter: string): Route {
  const detail = `This route needs the adapter ${adapter}, and adapters are not part of this version.`
  return answeredHere(
    name,
    local(() => {
      throw new GatewayError('adapter_unsupported', { detail })
    }),
  )
}

function answeredHere(name: string, send: Sender): Route {
  const entry: ProviderEntry = { name, provider: custom, settings: {} }
  return { ...routeTo(name, entry, undefined, 'routes'), send }
}

export function routeName({ name, methods, path, path_ends, listeners }: RouteConfig): string {
  const parts = [listeners?.join('|'), methods?.join('|'), path, path_ends && `ending ${path_ends}`]
  return name ?? parts.filter(Boolean).join(' ')
}

/** A route to a URL is a provider of its own, about which nothing is known. */
function entryFor(to: Upstream, name: string, entries: Entries): ProviderEntry {
  if (to.kind === 'provider') {
    const entry = entries.get(to.provider)
    if (entry === undefined) throw new TypeError(`there is no provider ${to.provider}`)
    return entry
  }
  return { name, provider: custom, settings: { url: to.url } }
}

export function routeTo(name: string, entry: ProviderEntry, target: Target | undefined, door: Route['door']): Route {
  return {
    name,
    door,
    open: false,
    provider: entry.provider,
    errors: entry.provider.errors,
    methods: undefined,
    rules: rulesOf(entry),
    taps: [],
    send: target === undefined ? unconfigured(entry) : senderTo(target),
  }
}

function rulesOf({ settings }: ProviderEntry): Route['rules'] {
  const allow = allowOf(settings)
  return allow === undefined ? [] : [onlyFor(allow)]
}

function senderTo(target: Target): Sender {
  const deployments = target.paths?.deployments
  if (deployments !== undefined) return namedDeployments(target, deployments)
  const urls = target.answerUrls?.body
  return urls === undefined ? toTarget(target) : ledAnswers(target, urls)
}

function unconfigured({ provider }: ProviderEntry): Route['send'] {
  return local(() => {
    throw new GatewayError('provider_unconfigured', { detail: provider.setup })
  })
}
