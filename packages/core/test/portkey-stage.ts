import {
  compileEgress,
  createAccessKeys,
  createGateway,
  Fields,
  type Gateway,
  type NamedProvider,
  type Plan,
  type PortkeyOptions,
  portkey,
  providerDoors,
  type Runtime,
  Secret,
  type StoredConfig,
  type Target,
  toTarget,
  type UpstreamRequest,
  utf8,
} from '../src/index.ts'
import { carriersOf, custom, providers } from '../src/providers/index.ts'
import type { Provider } from '../src/providers/provider.ts'
import { answer, arrival, fakeRuntime, makePlan, makeRoute, makeTarget, records, type Upstream } from './harness.ts'

export interface Ask {
  readonly method?: string
  readonly target?: string
  /** `name: value` */
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
}

/** What an upstream got, and what the client got. */
export interface Told {
  readonly url: string | undefined
  readonly method: string | undefined
  /** `name: value`, in order. */
  readonly headers: readonly string[]
  readonly body: string
  readonly request: UpstreamRequest | undefined
  readonly status: number
  readonly answer: Fields
  readonly text: string
  /** The refusal's code, where it is ours. */
  readonly code: string | undefined
}

export interface StageOptions {
  readonly options?: Partial<PortkeyOptions>
  readonly plan?: Partial<Plan>
  readonly runtime?: Partial<Runtime>
  readonly upstream?: Upstream
  readonly keys?: readonly string[]
  readonly allow?: readonly string[]
}

export const HELD = 'sk-held-by-strait'

const builtIn = (name: string): Provider => providers.get(name) as Provider

/** A provider as the config compiles it. */
export function named(type: string, url?: string, key?: string, allow?: readonly string[]): NamedProvider {
  const provider = type === 'custom' ? custom : builtIn(type)
  const at = url ?? provider.url
  const region = provider.region
  const place: Partial<Target> =
    at === undefined && region !== undefined
      ? { place: { kind: 'region', rule: region, regions: undefined, fallback: undefined } }
      : {}
  const credential = key === undefined ? undefined : ({ kind: 'key', key: new Secret(key, 'test') } as const)
  const target = makeTarget(at ?? 'http://nowhere.test', {
    provider,
    label: type,
    name: type,
    credential,
    drop: credential === undefined ? { headers: new Set(), query: [] } : carriersOf(provider),
    ...place,
  })
  return {
    provider,
    target: at === undefined && region === undefined ? undefined : target,
    holds: key !== undefined,
    allow: allow === undefined ? undefined : new Set(allow),
  }
}

export const standard: ReadonlyMap<string, NamedProvider> = new Map([
  ...['openai', 'anthropic', 'gemini', 'vertex', 'bedrock', 'azure', 'groq', 'cohere', 'ollama'].map(
    (name) => [name, named(name)] as const,
  ),
  ['held', named('openai', 'https://api.openai.com/v1', HELD)],
  ['held-azure', named('azure', 'https://acme.openai.azure.com', HELD)],
  ['team', named('openai', 'http://10.0.0.5:8000/v1')],
  ['locked', named('openai', 'https://api.openai.com/v1', HELD, ['ci'])],
  ['bria', named('custom', 'https://engine.bria.test/base')],
])

export const configs: ReadonlyMap<string, StoredConfig> = new Map([
  ['pc-open', { value: { provider: '@held' }, allow: undefined }],
  ['pc-ci', { value: { provider: 'groq', api_key: HELD, request_timeout: 1500 }, allow: new Set(['ci']) }],
  [
    'pc-inside',
    { value: { provider: 'passthrough', custom_host: 'http://10.1.2.3:9000/v1', api_key: HELD }, allow: undefined },
  ],
])

/** What requests may bring along, as the config has it by default. */
export const trees: PortkeyOptions['trees'] = {
  ...{ depth: 6, targets: 32, attempts: 8, replay: 1e6 },
  budget: { percent: 20, least: 3 },
}

/** A gateway of this dialect over an upstream that is a function, and how to ask it. */
export async function portkeyStage(stage: StageOptions = {}) {
  let seen: UpstreamRequest | undefined
  const { observer, seen: written } = records()
  const upstream: Upstream = stage.upstream ?? (() => answer('{"ok":1}'))
  const blank = makeTarget('http://asked.invalid', { provider: custom, name: 'asked', label: 'asked' })
  const { head, door } = portkey({ providers: standard, configs, blank, trees, hosts: true, ...stage.options })
  const bare = makeRoute(toTarget(makeTarget('https://bare.test')), { name: 'bare', door: 'bare' })
  const plan = makePlan({
    heads: [head],
    keys: stage.keys === undefined ? undefined : await createAccessKeys(stage.keys.map((key) => ({ name: key, key }))),
    egress: compileEgress({ allow: stage.allow ?? [] }),
    matchers: [
      door,
      providerDoors(new Map([['openai', makeRoute(toTarget(makeTarget('https://door.test')))]])),
      { door: 'bare', match: ({ path }) => ({ route: bare, rest: path, detected: undefined, rule: 'bare' }) },
    ],
    observers: [observer],
    ...stage.plan,
  })
  const runtime = fakeRuntime(async (request, cancel) => {
    seen = request
    return upstream(request, cancel)
  }, stage.runtime)
  const gateway: Gateway = createGateway(plan, runtime)

  async function ask({ method, target = '/v1/chat/completions', headers = [], body }: Ask): Promise<Told> {
    seen = undefined
    const bytes = typeof body === 'string' ? utf8(body) : body
    const length = bytes === undefined ? [] : ['content-length', String(bytes.length)]
    const flat = headers.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    const verb = method ?? (bytes === undefined ? 'GET' : 'POST')
    const reply = await gateway.handle(arrival({ method: verb, target, headers: [...flat, ...length], body: bytes }))
    const got = seen as UpstreamRequest | undefined
    const fields = new Fields(reply.headers)
    return {
      url: got && got.origin.origin + got.target,
      method: got?.method,
      headers: got === undefined ? [] : lines(got.headers),
      body: got === undefined ? '' : textOf(got),
      request: got,
      status: reply.status,
      answer: fields,
      text: reply.body instanceof Uint8Array ? new TextDecoder().decode(reply.body) : '',
      code: fields.get('x-strait-error'),
    }
  }

  return { ask, records: written, gateway }
}

function lines(flat: readonly string[]): string[] {
  return flat.flatMap((part, i) => (i % 2 === 0 ? [`${part}: ${flat[i + 1]}`] : []))
}

function textOf({ body }: UpstreamRequest): string {
  return body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : `(${body.kind})`
}
