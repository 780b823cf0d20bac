import {
  type Base,
  type Credential,
  type JoinRule,
  type Place,
  parseBase,
  parseTemplate,
  Secret,
  type Target,
  type Timeouts,
  type TlsIdentity,
} from '@strait/core'
import { carriersOf } from '@strait/core/providers'
import type { Config } from '../schema/config.ts'
import type { ProviderConfig } from '../schema/provider.ts'
import type { TimeoutsOverride } from '../schema/timeouts.ts'
import type { To } from '../schema/to.ts'
import { mergeRules } from './header-rules.ts'
import type { ProviderEntry } from './provider-entries.ts'

export interface TargetOptions {
  readonly name: string
  readonly entry: ProviderEntry
  readonly config: Config
  readonly join: JoinRule
  /** The route's own say, where the target is a route's. */
  readonly to?: To | undefined
  readonly timeouts?: TimeoutsOverride | undefined
  readonly local?: Target['local']
}

/** A provider's settings, and what a route adds to them, as a target; undefined where it has no address. */
export function compileTarget(options: TargetOptions): Target | undefined {
  const { name, entry, config, join, to } = options
  const { settings, provider } = entry
  const place = placeOf(entry)
  if (place === undefined) return undefined
  const levels = [config.headers, settings.headers, to?.headers]
  const request = mergeRules(levels.map((level) => level?.request))
  const answer = mergeRules(levels.map((level) => level?.response))
  const credential = credentialOf(settings)
  const carriers = carriersOf(provider)
  return {
    name,
    provider,
    label: entry.name,
    place,
    join,
    credential,
    drop: credential === undefined ? { headers: new Set(), query: [] } : carriers,
    request: request.rules,
    answer: answer.rules,
    secretNames: new Set([...request.secretNames, ...carriers.headers]),
    query: [...queryOf(entry), ...pairsOf(settings.query), ...pairsOf(to?.query)],
    timeouts: timeoutsOf([config.timeouts, settings.timeouts, options.timeouts]),
    tls: tlsOf(entry),
    local: options.local,
  }
}

/** How a route's path and its target join: see docs/headers-and-paths.md. */
export function joinRuleOf(path: string, to: To): JoinRule {
  if (to.path !== undefined) {
    const rule = parseTemplate(to.path)
    if (rule.kind === 'invalid') throw new TypeError(rule.detail)
    return rule
  }
  return path.includes('*') ? { kind: 'rest' } : { kind: 'alone' }
}

export function baseOf(url: string): Base {
  const base = parseBase(url)
  if (base.kind === 'invalid') throw new TypeError(base.detail)
  return base
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

function credentialOf({ key, aws, region, regions }: ProviderConfig): Credential | undefined {
  if (key !== undefined) return { kind: 'key', key }
  if (aws === undefined) return undefined
  return {
    kind: 'aws',
    accessKeyId: plain(aws.access_key_id),
    secretAccessKey: aws.secret_access_key,
    sessionToken: aws.session_token,
    region: region ?? regions?.[0] ?? 'us-east-1',
  }
}

/** Members of the config that the provider knows as query parameters: its own default, which a caller's value beats. */
function queryOf({ provider, settings }: ProviderEntry): Target['query'] {
  const pairs: Target['query'][number][] = []
  for (const [member, name] of Object.entries<string>(provider.configQuery ?? {})) {
    const value = (settings as Record<string, unknown>)[member]
    if (typeof value !== 'string') continue
    pairs.push({ name, value: encodeURIComponent(value), unlessSent: true, except: provider.configQueryExcept })
  }
  return pairs
}

function pairsOf(pairs: readonly (readonly [string, string | Secret])[] | undefined): Target['query'] {
  return (pairs ?? []).map(([name, value]) => ({
    name: encodeURIComponent(name),
    value: encodeURIComponent(plain(value)),
    unlessSent: false,
    except: undefined,
  }))
}

function timeoutsOf(levels: readonly (TimeoutsOverride | undefined)[]): Timeouts {
  const pick = (name: keyof TimeoutsOverride) => levels.reduce<number>((value, level) => level?.[name] ?? value, 0)
  return { connect: pick('connect'), firstByte: pick('first_byte'), idle: pick('idle'), total: pick('total') }
}

function tlsOf({ name, settings }: ProviderEntry): TlsIdentity | undefined {
  const { tls } = settings
  if (tls === undefined) return undefined
  // The name alone would keep old connections alive after a reload with another certificate.
  return {
    ca: tls.ca,
    cert: tls.cert,
    key: tls.key,
    id: `${name}:${fingerprint([tls.ca, tls.cert, tls.key?.reveal()])}`,
  }
}

/** FNV-1a: tells certificates apart, nothing more. */
function fingerprint(texts: readonly (string | undefined)[]): string {
  let hash = 0x811c9dc5
  for (const char of texts.join('\n')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  return (hash >>> 0).toString(16)
}

function plain(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}
