import type { Provider, TlsIdentity } from '@strait/core'
import { custom, providers } from '@strait/core/providers'
import type { ProviderConfig } from '../schema/provider.ts'
import type { Upstream } from '../schema/target.ts'
import { tlsIdentity } from './tls-identity.ts'

/** A provider as this config has it: a built-in as it is, one with settings, or one of the operator's own. */
export interface ProviderEntry {
  readonly name: string
  readonly provider: Provider
  readonly settings: ProviderConfig
  readonly tls?: TlsIdentity | undefined
}

/** A target at a URL is a provider of its own, about which nothing is known. */
export function entryFor(to: Upstream, name: string, entries: ReadonlyMap<string, ProviderEntry>): ProviderEntry {
  if (to.kind === 'url') return { name, provider: custom, settings: { url: to.url } }
  const entry = entries.get(to.provider)
  if (entry === undefined) throw new TypeError(`there is no provider ${to.provider}`)
  return entry
}

const NO_SETTINGS: ProviderConfig = {}

/** Every built-in provider, then those of the config; a configured one takes the place of the built-in it is named as. */
export async function providerEntries(
  configured: Readonly<Record<string, ProviderConfig>>,
): Promise<ReadonlyMap<string, ProviderEntry>> {
  const entries = new Map<string, ProviderEntry>()
  for (const [name, provider] of providers) {
    // One that has neither an address nor paths of its own is only a type for the config to use.
    if (provider.url === undefined && provider.region === undefined && provider.bare === undefined) continue
    entries.set(name, { name, provider, settings: NO_SETTINGS })
  }
  for (const [name, settings] of Object.entries(configured)) {
    entries.set(name, { name, provider: typeOf(name, settings), settings, tls: await tlsIdentity(name, settings.tls) })
  }
  return entries
}

function typeOf(name: string, { type }: ProviderConfig): Provider {
  return providers.get(type ?? name) ?? custom
}
