import type { NamedProvider, StoredConfig } from '@strait/core'
import type { Config } from '../schema/config.ts'
import { plain } from '../schema/plain.ts'
import { cacheIdentity } from './cache-settings.ts'
import { mannerOf } from './manner.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { compileTarget } from './targets.ts'

/** Providers as requests can name them. `kept`: a request may ask for a cache before them. */
export async function namedProviders(
  entries: ReadonlyMap<string, ProviderEntry>,
  config: Config,
  kept: boolean,
): Promise<Map<string, NamedProvider>> {
  const named = new Map<string, NamedProvider>()
  for (const [name, entry] of entries) {
    const target = compileTarget({ name, entry, config, join: { kind: 'provider' } })
    const { provider, settings } = entry
    const manner = mannerOf(entry, name, {}, {})
    const identity = kept ? await cacheIdentity(settings, config.headers) : undefined
    named.set(name, { provider, target, manner, identity, holds: holds(entry), allow: allowOf(settings) })
  }
  return named
}

/** Configs as requests can name them. */
export function storedConfigs({ configs }: Config): Map<string, StoredConfig> {
  return new Map(
    Object.entries(configs).map(([id, entry]) => {
      const { allow: _, ...members } = entry
      return [id, { value: plain(members), allow: allowOf(entry) }]
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
  const { key, keys, aws, entra, service_account, headers, query, query_defaults, tls } = settings
  const lines = [headers?.request?.set, headers?.request?.add, query, query_defaults]
  return [key, keys, aws, entra, service_account, tls?.cert, ...lines].some((each) => each !== undefined)
}
