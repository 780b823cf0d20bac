import {
  type Arrival,
  CACHE_NOTE,
  type CachedAnswer,
  type CacheRules,
  type CacheStore,
  cached,
  createAccessKeys,
  createGateway,
  type ExchangeRecord,
  Fields,
  type Gateway,
  type Plan,
  type Reply,
  type Sender,
  State,
  type TapFactory,
  type Target,
  toTarget,
} from '../src/index.ts'
import { doorTo, fakeRuntime, makePlan, makeRoute, makeTarget, post, records, type Upstream } from './harness.ts'

/** A store whose names can be read: the test's own. */
export interface OpenStore extends CacheStore {
  readonly kept: Map<string, CachedAnswer>
}

export function openStore(): OpenStore {
  const kept = new Map<string, CachedAnswer>()
  return {
    kept,
    digest: (head, body) => `${head}${new TextDecoder('latin1').decode(body)}`,
    get: (key) => kept.get(key),
    put: (key, answer) => void kept.set(key, answer),
  }
}

export function makeRules(over: Partial<CacheRules> = {}): CacheRules {
  return {
    store: openStore(),
    identity: 'one',
    methods: new Set(['GET', 'POST']),
    maxAge: 60_000,
    longest: 60_000,
    share: false,
    collapse: false,
    unknownCalls: false,
    maxEntry: 100_000,
    maxRequest: 100_000,
    ...over,
  }
}

/** What a client got. */
export interface Got {
  readonly status: number
  readonly headers: readonly string[]
  readonly text: string
  readonly pieces: readonly string[]
  readonly whole: boolean
}

export interface CacheScene {
  readonly gateway: Gateway
  readonly state: State
  readonly store: OpenStore
  readonly seen: readonly ExchangeRecord[]
  /** What the cache did, for each answer that went out. */
  readonly did: readonly unknown[]
  /** How often the upstream was asked. */
  calls(): number
  /** Goes forward, ms. */
  pass(ms: number): void
  ask(from?: Arrival): Promise<Got>
  failures(): number
}

export interface SceneOptions {
  readonly rules?: Partial<CacheRules>
  readonly plan?: Partial<Plan>
  readonly target?: Partial<Target>
  readonly keys?: readonly { readonly name: string; readonly key: string }[]
  /** What stands between the cache and the target. */
  readonly between?: (leaf: Sender) => Sender
}

/** `/openai/...` with a cache before its one upstream. */
export async function cacheScene(upstream: Upstream, options: SceneOptions = {}): Promise<CacheScene> {
  let calls = 0
  let now = 1_800_000_000_000
  const store = (options.rules?.store as OpenStore | undefined) ?? openStore()
  const state = new State()
  const { observer, seen } = records()
  const rules = makeRules({ store, ...options.rules })
  const leaf = toTarget(makeTarget(undefined, options.target))
  const send = cached(options.between?.(leaf) ?? leaf, rules)
  const did: unknown[] = []
  const note: TapFactory = ({ notes }) => {
    did.push(notes.get(CACHE_NOTE))
    return undefined
  }
  const counted: Upstream = (request, cancel) => {
    calls++
    return upstream(request, cancel)
  }
  const keys = options.keys === undefined ? undefined : await createAccessKeys(options.keys)
  const plan = makePlan({
    matchers: [doorTo(makeRoute(send))],
    observers: [observer],
    taps: [note],
    keys,
    ...options.plan,
  })
  const gateway = createGateway(plan, fakeRuntime(counted, { now: () => now }), state)
  return {
    gateway,
    state,
    store,
    seen,
    did,
    calls: () => calls,
    pass: (ms) => {
      now += ms
    },
    async ask(from = post('{}')) {
      const got = await received(await gateway.handle(from))
      await state.idle()
      return got
    },
    failures: () => state.part('cache-failures', () => ({ count: 0 })).count,
  }
}

/** Reads a reply as a server would, to its end. */
export function received({ status, headers, body }: Reply): Promise<Got> {
  const pieces: string[] = []
  const got = (whole: boolean): Got => ({ status, headers, text: pieces.join(''), pieces, whole })
  const take = (chunk: Uint8Array) => void pieces.push(new TextDecoder().decode(chunk))
  if (body === undefined) return Promise.resolve(got(true))
  if (body instanceof Uint8Array) {
    take(body)
    return Promise.resolve(got(true))
  }
  return new Promise((resolve) => {
    body.read({ data: take, end: () => resolve(got(true)), fail: () => resolve(got(false)) })
  })
}

export function headerOf({ headers }: Got, name: string): string | undefined {
  const index = headers.findIndex((part, i) => i % 2 === 0 && part.toLowerCase() === name)
  return index < 0 ? undefined : headers[index + 1]
}

/** A POST to the door's chat, with more headers. */
export function chat(text: string, headers: readonly string[] = [], over: Partial<Arrival> = {}): Arrival {
  const from = post(text, over)
  return { ...from, fields: arrivalFields(from, headers) }
}

function arrivalFields(from: Arrival, headers: readonly string[]): Arrival['fields'] {
  const replaced = new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
  const { flat, names } = from.fields
  const kept = flat.filter((_, i) => !replaced.has(names[i >> 1] as string))
  return new Fields([...kept, ...headers])
}
