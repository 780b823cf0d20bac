import {
  bareDoor,
  type Cors,
  compileBrowserRules,
  compileEgress,
  configRoutes,
  createAccessKeys,
  landingDoor,
  type Matcher,
  type Observer,
  ownDoor,
  type Plan,
  type Provider,
  parseCidr,
  preflightDoor,
  providerDoors,
  type Route,
  type Tracer,
  type WireWatcher,
} from '@strait/core'
import type { Config } from '../schema/config.ts'
import { nearestDoor } from './nearest-door.ts'
import { landingPage, ownPages } from './pages.ts'
import { type ProviderEntry, providerEntries } from './provider-entries.ts'
import { type RouteRow, routeTable } from './route-table.ts'
import { echoRoute, fileRoutes, providerRoutes } from './routes.ts'

export interface CompileOptions {
  readonly config: Config
  readonly version: string
  /** Every listener is on loopback: the echo is on unless the config says otherwise. */
  readonly loopback: boolean
  readonly observers: readonly Observer[]
  readonly tracer: Tracer | undefined
  readonly wire: WireWatcher | undefined
}

export interface Compiled {
  readonly plan: Plan
  /** What is reachable where, for `check`, the landing page and start-up. */
  readonly table: readonly RouteRow[]
  readonly echo: boolean
}

/** The config as functions. Whatever can be worked out before a request comes is worked out here. */
export async function compilePlan(options: CompileOptions): Promise<Compiled> {
  const { config } = options
  const entries = providerEntries(config.providers)
  const echo = config.echo ?? options.loopback
  const doors = providerRoutes(entries, config)
  if (echo) doors.set('echo', echoRoute(config))
  const table = routeTable(config, entries, echo)
  const cors = corsOf(config)
  const keys = config.access?.keys
  const plan: Plan = {
    bounds: boundsOf(config),
    bodyIdle: config.timeouts.client.body_idle,
    stalled: config.timeouts.client.stalled,
    keys:
      keys === undefined
        ? undefined
        : await createAccessKeys(keys.map(({ name, key }) => ({ name, key: key.reveal() }))),
    browser: browserOf(config),
    egress: compileEgress({ allow: config.egress.allow }),
    cors,
    trustedProxies: config.trusted_proxies.map(parseCidr).filter((block) => block !== undefined),
    forwarded: config.forwarded,
    matchers: matchersOf(options, entries, doors, cors, landingPage({ version: options.version, doors: table, echo })),
    nearest: nearestDoor(table),
    rules: [],
    taps: [],
    observers: options.observers,
    tracer: options.tracer,
    wire: options.wire,
  }
  return { plan, table, echo }
}

/** The doors in the order of the design: our own, the file's routes, providers, bare paths, then the landing page. */
function matchersOf(
  { config }: CompileOptions,
  entries: ReadonlyMap<string, ProviderEntry>,
  doors: ReadonlyMap<string, Route>,
  cors: Cors | undefined,
  landing: Route,
): Matcher[] {
  const matchers: Matcher[] = []
  if (cors !== undefined) matchers.push(preflightDoor(cors))
  const { pages, missing } = ownPages()
  // Switched off, it still keeps `/-/` from going anywhere.
  matchers.push(ownDoor(config.doors.own ? pages : new Map(), missing))
  if (config.doors.routes) matchers.push(configRoutes(fileRoutes(entries, config)))
  if (config.doors.providers) matchers.push(providerDoors(doors))
  if (config.doors.bare) matchers.push(bareDoor(bareRoutes(entries, doors)))
  if (config.doors.own) matchers.push(landingDoor(landing))
  return matchers
}

/** A bare path belongs to the provider that bears its type's name: no other of the same type is guessed. */
function bareRoutes(
  entries: ReadonlyMap<string, ProviderEntry>,
  doors: ReadonlyMap<string, Route>,
): Map<Provider, Route> {
  const routes = new Map<Provider, Route>()
  for (const { name, provider } of entries.values()) {
    const route = doors.get(name)
    if (name === provider.name && provider.bare !== undefined && route !== undefined) {
      routes.set(provider, { ...route, door: 'bare' })
    }
  }
  return routes
}

function boundsOf({ bounds }: Config): Plan['bounds'] {
  const { body, head, headers, target, concurrency } = bounds
  return { body, head, headers, target, concurrency, answerHead: bounds.answer_head, signedBody: bounds.signed_body }
}

function browserOf(config: Config): Plan['browser'] {
  const rules = {
    open: config.access === undefined,
    allowHosts: config.allow_hosts,
    origins: config.cors?.origins ?? [],
  }
  return {
    http: compileBrowserRules({ ...rules, scheme: 'http' }),
    https: compileBrowserRules({ ...rules, scheme: 'https' }),
  }
}

function corsOf({ cors }: Config): Cors | undefined {
  if (cors === undefined) return undefined
  return {
    origins: new Set(cors.origins),
    methods: cors.methods?.join(', '),
    headers: cors.headers?.join(', '),
    expose: cors.expose?.join(', '),
    credentials: cors.credentials,
    maxAgeSeconds: Math.floor(cors.max_age / 1000),
  }
}
