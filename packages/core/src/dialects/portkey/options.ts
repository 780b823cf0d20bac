import type { Provider } from '../../providers/provider.ts'
import type { CacheRules } from '../../send/cache/rules.ts'
import type { Target } from '../../send/target.ts'
import type { Manner } from '../../send/tree/build-leaf.ts'
import type { Tree } from '../../send/tree/tree.ts'
import type { TreeBounds } from './read-config.ts'

/** What of the gateway's config this dialect can name. */
export interface PortkeyOptions {
  /** By name: those of the config, and the built-in ones. */
  readonly providers: ReadonlyMap<string, NamedProvider>
  /** By id, as `x-portkey-config` names them. */
  readonly configs: ReadonlyMap<string, StoredConfig>
  /** What every target has in common: timeouts, rules for headers. Its place and provider are nobody's. */
  readonly blank: Target
  /** Trees that requests bring along, and what all of this dialect have in common. */
  readonly trees: TreeBounds & Pick<Tree, 'attempts' | 'budget' | 'replay'>
  /** What a cache that a request asks for does; undefined: there is none for them. */
  readonly cache?: Omit<CacheRules, 'identity' | 'unknownCalls' | 'ask'> | undefined
  /** Whether a request may choose a host at all. */
  readonly hosts: boolean
}

export interface NamedProvider {
  readonly provider: Provider
  /** undefined: it lacks an address. */
  readonly target: Target | undefined
  /** Another as soon as anything of its config is: what is cached of it goes by that. */
  readonly identity?: string | undefined
  /** How it is asked. */
  readonly manner?: Manner | undefined
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
