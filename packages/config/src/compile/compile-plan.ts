import {
  type BareCandidate,
  bareDoor,
  type CacheStore,
  type ConfigRoute,
  type Cors,
  compileBrowserRules,
  compileEgress,
  configRoutes,
  createAccessKeys,
  landingDoor,
  type Matcher,
  type Observer,
  type Origin,
  ownDoor,
  type Plan,
  type PortkeyOptions,
  parseCidr,
  passthroughDoors,
  passthroughMatcher,
  portkey,
  preflightDoor,
  providerDoors,
  type Route,
  type Target,
  type Tracer,
  type WireWatcher,
} from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import { cacheSettings } from './cache-settings.ts'
import { cachedRoutes } from './cached-routes.ts'
import { namedProviders, storedConfigs } from './named-providers.ts'
import { nearestDoor } from './nearest-door.ts'
import { openDoors } from './open-doors.ts'
import { landingPage, ownPages } from './pages.ts'
import { type ProviderEntry, providerEntries } from './provider-entries.ts'
import { isShown, type RouteRow, routeTable } from './route-table.ts'
import { echoRoute, fileRoutes, providerRoutes } from './routes.ts'
import { compileTarget } from './targets.ts'

export interface CompileOptions {
  readonly config: Config
  readonly version: string
  /** Every listener is on loopback: the echo is on unless the config says otherwise. */
  readonly loopback: boolean
  /** Origins whose names somebody else looks up: see `EgressGuard`. */
  readonly resolvedElsewhere?: ((origin: Origin) => boolean) | undefined
  /** Where answers are kept; undefined: nowhere, and nothing is cached. */
  readonly cacheStore?: CacheStore | undefined
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
  const entries = await providerEntries(config.providers)
  const echo = config.echo ?? options.loopback
  const doors = providerRoutes(entries, config)
  if (echo) doors.set('echo', echoRoute(config))
  const dialects = config.doors.dialects ? openDoors(passthroughDoors, entries, config) : []
  const asked = portkey(await askedOptions(entries, options))
  const routes = await cachedRoutes(fileRoutes(entries, config), entries, options)
  const table = routeTable(config, entries, echo, dialects)
  const echoShown = echo && isShown(config, 'providers')
  const cors = corsOf(config)
  const keys = config.access?.keys
  const plan: Plan = {
    bounds: boundsOf(config),
    bodyIdle: config.timeouts.client.body_idle,
    stalled: config.timeouts.client.stalled,
    keys:
      keys === undefined
        ? undefined
        : await createAccessKeys(
            keys.map(({ name, key }) => ({ name, key: key.reveal() })),
            config.access?.carriers.map((name) => name.toLowerCase()),
          ),
    browser: browserOf(config),
    egress: compileEgress({ allow: config.egress.allow, resolvedElsewhere: options.resolvedElsewhere }),
    cors,
    trustedProxies: config.trusted_proxies.map(parseCidr).filter((block) => block !== undefined),
    forwarded: config.forwarded,
    info: config.info_headers === 'asked',
    heads: config.doors.dialects ? [asked.head] : undefined,
    matchers: matchersOf(
      options,
      entries,
      routes,
      doors,
      cors,
      [passthroughMatcher(dialects)],
      asked.door,
      landingPage({ version: options.version, doors: table, echo: echoShown }),
    ),
    nearest: nearestDoor(table),
    rules: [],
    taps: [],
    observers: options.observers,
    tracer: options.tracer,
    wire: options.wire,
  }
  return { plan, table, echo: echoShown }
}

/** The doors in the order of the design: our own, the file's routes, providers, other gateways', bare paths, the landing page. */
function matchersOf(
  { config }: CompileOptions,
  entries: ReadonlyMap<string, ProviderEntry>,
  routes: readonly ConfigRoute[],
  doors: ReadonlyMap<string, Route>,
  cors: Cors | undefined,
  dialects: readonly Matcher[],
  asked: Matcher,
  landing: Route,
): Matcher[] {
  const matchers: Matcher[] = []
  if (cors !== undefined) matchers.push(preflightDoor(cors))
  const { pages, missing } = ownPages()
  // Switched off, it still keeps `/-/` from going anywhere.
  matchers.push(ownDoor(config.doors.own ? pages : new Map(), missing))
  if (config.doors.routes) matchers.push(configRoutes(routes))
  // What a header says is a clearer sign than any path.
  if (config.doors.dialects) matchers.push(asked)
  if (config.doors.providers) matchers.push(providerDoors(doors))
  if (config.doors.dialects) matchers.push(...dialects)
  if (config.doors.bare) matchers.push(bareDoor(bareCandidates(config, entries, doors)))
  if (config.doors.own) matchers.push(landingDoor(landing))
  return matchers
}

async function askedOptions(
  entries: ReadonlyMap<string, ProviderEntry>,
  { config, cacheStore }: CompileOptions,
): Promise<PortkeyOptions> {
  const { bounds } = config
  const nobody: ProviderEntry = { name: 'asked', provider: custom, settings: { url: 'http://asked.invalid' } }
  const cache = cacheStore && config.cache.asked ? { ...cacheSettings({}, config.cache), store: cacheStore } : undefined
  return {
    providers: await namedProviders(entries, config, cache !== undefined),
    cache,
    configs: storedConfigs(config),
    blank: compileTarget({ name: 'asked', entry: nobody, config, join: { kind: 'rest' } }) as Target,
    trees: {
      depth: bounds.tree_depth,
      targets: bounds.tree_targets,
      attempts: bounds.tree_attempts,
      budget: config.retry_budget,
      replay: bounds.replay,
    },
    hosts: config.egress.hosts_from_requests,
  }
}

/** Every provider may be meant by a bare path; an address of its own, if need be, is asked for when it is called. */
function bareCandidates(
  { providers }: Config,
  entries: ReadonlyMap<string, ProviderEntry>,
  doors: ReadonlyMap<string, Route>,
): BareCandidate[] {
  const candidates: BareCandidate[] = []
  for (const { name, provider } of entries.values()) {
    const route = doors.get(name)
    if (route === undefined) continue
    candidates.push({ name, provider, route: { ...route, door: 'bare' }, configured: Object.hasOwn(providers, name) })
  }
  return candidates
}

function boundsOf({ bounds }: Config): Plan['bounds'] {
  const { body, head, headers, target, concurrency } = bounds
  return {
    ...{ body, head, headers, target, concurrency },
    answerHead: bounds.answer_head,
    signedBody: bounds.signed_body,
    editedBody: bounds.edited_body,
  }
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
