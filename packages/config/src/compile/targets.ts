import {
  type Credential,
  createTokenSource,
  type JoinRule,
  type PathRules,
  type Place,
  parseTemplate,
  Secret,
  type Target,
  type Timeouts,
} from '@strait/core'
import { carriersOf } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { Upstream } from '../schema/target.ts'
import type { TimeoutsOverride } from '../schema/timeouts.ts'
import { baseOf } from './base-of.ts'
import { grantOf } from './grants.ts'
import { type ConfiguredRules, mergeRules } from './header-rules.ts'
import type { ProviderEntry } from './provider-entries.ts'

export interface TargetOptions {
  readonly name: string
  readonly entry: ProviderEntry
  readonly config: Config
  readonly join: JoinRule
  /** The caller's credentials and versions go nowhere, whatever the provider has of its own. */
  readonly heldOnly?: boolean
  /** Paths that are sent below a prefix. */
  readonly below?: PathRules['below']
  /** The route's own say, where the target is a route's. */
  readonly to?: Upstream | undefined
  /** Of the route and what stands between it and the target, the nearest last. */
  readonly timeouts?: readonly (TimeoutsOverride | undefined)[] | undefined
  readonly local?: Target['local']
}

/** A provider's settings, and what a route adds to them, as a target; undefined where it has no address. */
export function compileTarget(options: TargetOptions): Target | undefined {
  const { name, entry, config, join, to } = options
  const { settings, provider } = entry
  const place = placeOf(entry)
  if (place === undefined) return undefined
  const levels = [config.headers, settings.headers, to?.headers]
  const [all, provided, routed] = levels.map((level) => level?.request)
  const request = mergeRules([all, provided, basicOf(to), routed])
  const answer = mergeRules(levels.map((level) => level?.response))
  const credential = credentialOf(entry)
  const carriers = carriersOf(provider)
  return {
    name,
    provider,
    label: entry.name,
    place,
    join,
    paths: pathsOf(options, place),
    credential,
    restsAs: credential === undefined ? undefined : `${entry.name}\nkey`,
    drop: credential === undefined && !options.heldOnly ? { headers: new Set(), query: [] } : carriers,
    request: request.rules,
    answer: answer.rules,
    answerUrls: answerUrlsOf(entry),
    secretNames: new Set([...request.secretNames, ...carriers.headers]),
    query: [
      ...pairsOf(to?.query_defaults, true),
      ...pairsOf(settings.query_defaults, true),
      ...queryOf(entry, options.heldOnly ? 'config' : 'request', to?.path),
      ...pairsOf(settings.query),
      ...pairsOf(to?.query),
    ],
    timeouts: timeoutsOf([config.timeouts, settings.timeouts, ...(options.timeouts ?? [])]),
    tls: entry.tls,
    local: options.local,
  }
}

/** How a route's path and its target join: see docs/headers-and-paths.md. */
export function joinRuleOf(path: string, to: Upstream): JoinRule {
  if (to.path !== undefined) {
    const rule = parseTemplate(to.path)
    if (rule.kind === 'invalid') throw new TypeError(rule.detail)
    return rule
  }
  return path.includes('*') ? { kind: 'rest' } : { kind: 'alone' }
}

function placeOf({ provider, settings }: ProviderEntry): Place | undefined {
  if (settings.url !== undefined) return { kind: 'fixed', base: baseOf(settings.url) }
  if (provider.region !== undefined) {
    const { region, regions } = settings
    return {
      kind: 'region',
      rule: provider.region,
      regions: regions === undefined ? undefined : new Set(region === undefined ? regions : [...regions, region]),
      fallback: region ?? regions?.[0],
    }
  }
  return provider.url === undefined ? undefined : { kind: 'fixed', base: baseOf(provider.url) }
}

function credentialOf({ name, settings }: ProviderEntry): Credential | undefined {
  const { key, keys, aws, region, regions } = settings
  // Of several the first stands for all: which of them goes along is chosen for each attempt.
  const [first] = keys ?? []
  if (first !== undefined) return { kind: 'key', key: first.key }
  if (key !== undefined) return { kind: 'key', key }
  const grant = grantOf(settings)
  if (grant !== undefined) return { kind: 'token', source: createTokenSource(name, grant) }
  if (aws === undefined) return undefined
  return {
    kind: 'aws',
    accessKeyId: plain(aws.access_key_id),
    secretAccessKey: aws.secret_access_key,
    sessionToken: aws.session_token,
    region: region ?? regions?.[0] ?? 'us-east-1',
  }
}

/** Undefined where no address of an answer is touched. */
function answerUrlsOf({ provider, settings }: ProviderEntry): Target['answerUrls'] {
  const { answerUrls: headers = [], bodyUrls, url } = provider
  const body = settings.rewrite_urls ? bodyUrls : undefined
  if (headers.length === 0 && body === undefined) return undefined
  return { headers, body, home: url === undefined ? undefined : baseOf(url).origin }
}

/** Undefined where not a byte of a path is written anew. */
function pathsOf({ entry: { provider, settings }, below }: TargetOptions, place: Place): PathRules | undefined {
  const { deploymentInPath: inPath } = provider
  const names = new Map(Object.entries(settings.deployments ?? {}).map(([name, to]) => [name.toLowerCase(), to]))
  const deployments = inPath === undefined || names.size === 0 ? undefined : { inPath, names }
  // An address that ends in the prefix has it already.
  const placed = below !== undefined && place.kind === 'fixed' && place.base.path.endsWith(below.prefix)
  const prefixed = placed ? undefined : below
  return deployments === undefined && prefixed === undefined ? undefined : { below: prefixed, deployments }
}

/** Members of the config that the provider knows as query parameters; `whose` counts where the caller sends one too. */
function queryOf(
  { provider, settings }: ProviderEntry,
  whose: 'config' | 'request',
  path: string | undefined,
): Target['query'] {
  const unlessSent = (settings.api_version_from ?? whose) === 'request'
  // An address that ends, or a path that is written, where no such parameter is known never gets one.
  const written = [path, settings.url === undefined ? undefined : baseOf(settings.url).path]
  if (written.some((each) => each !== undefined && provider.configQueryExcept?.test(each))) return []
  const pairs: Target['query'][number][] = []
  for (const [member, name] of Object.entries<string>(provider.configQuery ?? {})) {
    const value = (settings as Record<string, unknown>)[member]
    if (typeof value !== 'string') continue
    pairs.push({ name, written: writtenPair(name, value), unlessSent, except: provider.configQueryExcept })
  }
  return pairs
}

/** User and password, in the header they travel in. */
function basicOf(to: Upstream | undefined): ConfiguredRules | undefined {
  return to?.basic === undefined ? undefined : { set: [['authorization', to.basic]] }
}

/** `unlessSent`: the caller's own value stays. */
function pairsOf(
  pairs: readonly (readonly [string, string | Secret])[] | undefined,
  unlessSent = false,
): Target['query'] {
  return (pairs ?? []).map(([name, value]) => ({
    name,
    written: writtenPair(name, plain(value)),
    unlessSent,
    except: undefined,
  }))
}

function writtenPair(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}

function timeoutsOf(levels: readonly (TimeoutsOverride | undefined)[]): Timeouts {
  const pick = (name: keyof TimeoutsOverride) => levels.reduce<number>((value, level) => level?.[name] ?? value, 0)
  return {
    connect: pick('connect'),
    continue: pick('continue'),
    firstByte: pick('first_byte'),
    idle: pick('idle'),
    total: pick('total'),
  }
}

function plain(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}
