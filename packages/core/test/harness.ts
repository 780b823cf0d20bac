import { accept } from '../src/accept/accept.ts'
import { openExchange } from '../src/accept/open.ts'
import {
  type Arrival,
  Cancel,
  type Cors,
  compileBrowserRules,
  compileEgress,
  createGateway,
  type Exchange,
  type ExchangeRecord,
  Fields,
  type Flow,
  type Gateway,
  type Kit,
  type Matcher,
  type Observer,
  type Plan,
  parseBase,
  providerDoors,
  type Route,
  type Runtime,
  type Sender,
  State,
  type Target,
  toTarget,
  type UpstreamOutcome,
  type UpstreamRequest,
  utf8,
} from '../src/index.ts'
import { providers } from '../src/providers/index.ts'

/** A gateway assembled by hand: the core by itself, with upstreams that are functions. */
export type Upstream = (request: UpstreamRequest, cancel: Cancel) => UpstreamOutcome | Promise<UpstreamOutcome>

export function fakeRuntime(upstream: Upstream, over: Partial<Runtime> = {}): Runtime {
  let ids = 0
  return {
    send: async (request, cancel) => upstream(request, cancel),
    resolve: async () => ['93.184.215.14'],
    now: () => Date.now(),
    clock: () => performance.now(),
    random: () => Math.random(),
    id: () => `id-${++ids}`,
    defer: () => {},
    ...over,
  }
}

export function makePlan(over: Partial<Plan> = {}): Plan {
  const browser = { open: true, allowHosts: ['gateway.test', '*.gateway.test'], origins: [] }
  return {
    bounds: {
      body: 1e9,
      head: 65536,
      headers: 200,
      target: 16384,
      answerHead: 262144,
      concurrency: 100,
      signedBody: 1e6,
      editedBody: 1e6,
    },
    bodyIdle: 60_000,
    stalled: 120_000,
    keys: undefined,
    browser: {
      http: compileBrowserRules({ ...browser, scheme: 'http' }),
      https: compileBrowserRules({ ...browser, scheme: 'https' }),
    },
    egress: compileEgress({ allow: [] }),
    cors: undefined,
    trustedProxies: [],
    forwarded: 'off',
    matchers: [],
    nearest: () => undefined,
    rules: [],
    taps: [],
    observers: [],
    tracer: undefined,
    wire: undefined,
    ...over,
  }
}

export function makeTarget(url = 'http://upstream.test/v1', over: Partial<Target> = {}): Target {
  const base = parseBase(url)
  if (base.kind === 'invalid') throw new Error(base.detail)
  const provider = providers.get('openai')
  if (provider === undefined) throw new Error('no openai')
  return {
    name: 'openai',
    provider,
    label: 'openai',
    place: { kind: 'fixed', base },
    join: { kind: 'provider' },
    credential: undefined,
    drop: { headers: new Set(), query: [] },
    request: undefined,
    answer: undefined,
    secretNames: new Set(),
    query: [],
    timeouts: { connect: 1000, continue: 0, firstByte: 5000, idle: 5000, total: 0 },
    tls: undefined,
    local: undefined,
    ...over,
  }
}

export function makeRoute(send: Sender, over: Partial<Route> = {}): Route {
  return {
    name: 'openai',
    door: 'providers',
    open: false,
    provider: providers.get('openai'),
    errors: 'openai',
    methods: undefined,
    rules: [],
    taps: [],
    send,
    ...over,
  }
}

/** One door, `/openai/...`, to one upstream. */
export function makeGateway(upstream: Upstream, plan: Partial<Plan> = {}, target: Partial<Target> = {}): Gateway {
  const route = makeRoute(toTarget(makeTarget(undefined, target)))
  return createGateway(makePlan({ matchers: [doorTo(route)], ...plan }), fakeRuntime(upstream))
}

export function doorTo(route: Route): Matcher {
  return providerDoors(new Map([['openai', route]]))
}

export function answer(
  body: string | Uint8Array | Flow,
  over: { status?: number; headers?: string[] } = {},
): UpstreamOutcome {
  const bytes = typeof body === 'string' ? utf8(body) : body
  return {
    kind: 'answer',
    status: 200,
    reason: 'OK',
    headers: ['content-type', 'application/json'],
    ...over,
    body: bytes,
  }
}

export function request(path = '/openai/chat/completions', init: RequestInit = {}): Request {
  return new Request(`http://localhost${path}`, init)
}

/** Sees every record, in order. */
export function records(): { readonly observer: Observer; readonly seen: ExchangeRecord[] } {
  const seen: ExchangeRecord[] = []
  return { observer: { name: 'seen', record: (record) => void seen.push(record) }, seen }
}

/** CORS as the config compiles it where only origins are named. */
export function makeCors(origins: readonly string[]): Cors {
  const open = { methods: undefined, headers: undefined, expose: undefined, credentials: false }
  return { ...open, origins: new Set(origins), maxAgeSeconds: 60 }
}

/** A request as a server on the wire hands it in. `headers` are flat; a host is there unless they say otherwise. */
export function arrival({ headers = [], ...over }: Partial<Arrival> & { headers?: readonly string[] } = {}): Arrival {
  const host = headers.includes('host') ? [] : ['host', 'localhost']
  return {
    kind: 'http',
    method: 'POST',
    target: '/openai/chat/completions',
    scheme: 'http',
    httpVersion: '1.1',
    fields: new Fields([...host, ...headers]),
    body: undefined,
    peer: '127.0.0.1',
    cancel: new Cancel(),
    ...over,
  }
}

/** A POST whose small body is here already. */
export function post(text: string, over: Partial<Arrival> = {}): Arrival {
  const body = utf8(text)
  return arrival({
    headers: ['content-type', 'application/json', 'content-length', String(body.length)],
    body,
    ...over,
  })
}

export function makeKit(plan: Partial<Plan> = {}, upstream: Upstream = () => answer('{}')): Kit {
  const runtime = fakeRuntime(upstream)
  return { plan: makePlan(plan), runtime, state: new State(runtime.clock) }
}

/** What `accept` makes of an arrival. */
export function accepted(from: Arrival, kit: Kit = makeKit()): Exchange {
  return accept(openExchange(from, kit), kit)
}

/** Waits until it is true; a test that waits in vain fails by its own timeout. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1))
}

export { flowOf, type HandFlow, handFlow, listening } from './flows.ts'
