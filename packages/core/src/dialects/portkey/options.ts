import type { Provider } from '../../providers/provider.ts'
import type { Target } from '../../send/target.ts'

/** What of the gateway's config this dialect can name. */
export interface PortkeyOptions {
  /** By name: those of the config, and the built-in ones. */
  readonly providers: ReadonlyMap<string, NamedProvider>
  /** By id, as `x-portkey-config` names them. */
  readonly configs: ReadonlyMap<string, StoredConfig>
  /** What every target has in common: timeouts, rules for headers. Its place and provider are nobody's. */
  readonly blank: Target
  /** Whether a request may choose a host at all. */
  readonly hosts: boolean
}

export interface NamedProvider {
  readonly provider: Provider
  /** undefined: it lacks an address. */
  readonly target: Target | undefined
  /** It has a credential of the config, in whatever form: none of it goes to a host that a request chose. */
  readonly holds: boolean
  /** Names of the callers who may use it; undefined for all. */
  readonly allow: ReadonlySet<string> | undefined
}

export interface StoredConfig {
  /** As JSON would give it, secrets filled in. */
  readonly value: unknown
  readonly allow: ReadonlySet<string> | undefined
}
