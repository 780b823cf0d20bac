import { type ConfigRoute, echo, GatewayError, local, type Route, type Target, toTarget } from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { RouteConfig } from '../schema/route.ts'
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
    const entry = entryFor(route, entries)
    const name = routeName(route)
    const join = joinRuleOf(route.path, route.to)
    const target = compileTarget({ name, entry, config, join, to: route.to, timeouts: route.timeouts })
    const compiled: Route = {
      ...routeTo(name, entry, target, 'routes'),
      open: route.open,
      methods: route.methods === undefined ? undefined : new Set(route.methods),
    }
    const conditions = { hosts: route.host ?? [], headers: route.headers ?? [], query: route.query ?? [] }
    return { path: route.path, conditions, route: compiled }
  })
}

export function routeName({ name, methods, path }: RouteConfig): string {
  return name ?? (methods === undefined ? path : `${methods.join('|')} ${path}`)
}

/** A route to a URL is a provider of its own, about which nothing is known. */
function entryFor(route: RouteConfig, entries: Entries): ProviderEntry {
  const { to } = route
  if (to.kind === 'provider') {
    const entry = entries.get(to.provider)
    if (entry === undefined) throw new TypeError(`there is no provider ${to.provider}`)
    return entry
  }
  return { name: routeName(route), provider: custom, settings: { url: to.url } }
}

function routeTo(name: string, entry: ProviderEntry, target: Target | undefined, door: Route['door']): Route {
  return {
    name,
    door,
    open: false,
    provider: entry.provider,
    errors: entry.provider.errors,
    methods: undefined,
    rules: [],
    taps: [],
    send: target === undefined ? unconfigured(entry) : toTarget(target),
  }
}

function unconfigured({ provider }: ProviderEntry): Route['send'] {
  return local(() => {
    throw new GatewayError('provider_unconfigured', { detail: provider.setup })
  })
}
