import { type NamedProvider, Secret, type StoredConfig } from '@strait/core'
import type { Config } from '../schema/config.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { compileTarget } from './targets.ts'

/** Providers as requests can name them. */
export function namedProviders(
  entries: ReadonlyMap<string, ProviderEntry>,
  config: Config,
): Map<string, NamedProvider> {
  const named = new Map<string, NamedProvider>()
  for (const [name, entry] of entries) {
    const target = compileTarget({ name, entry, config, join: { kind: 'provider' } })
    named.set(name, { provider: entry.provider, target, holds: holds(entry), allow: allowOf(entry.settings) })
  }
  return named
}

/** Configs as requests can name them. */
export function storedConfigs({ configs }: Config): Map<string, StoredConfig> {
  return new Map(
    Object.entries(configs).map(([id, entry]) => {
      const { allow: _, ...members } = entry
      return [id, { value: revealed(members), allow: allowOf(entry) }]
    }),
  )
}

export function allowOf({
  allow,
}: {
  readonly allow?: readonly string[] | undefined
}): ReadonlySet<string> | undefined {
  return allow === undefined ? undefined : new Set(allow)
}

/** Whatever of its settings can be a credential, in a header or a query as well. */
function holds({ settings }: ProviderEntry): boolean {
  const { key, aws, entra, service_account, headers, query, query_defaults, tls } = settings
  const lines = [headers?.request?.set, headers?.request?.add, query, query_defaults]
  return [key, aws, entra, service_account, tls?.cert, ...lines].some((each) => each !== undefined)
}

function revealed(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  )
}
