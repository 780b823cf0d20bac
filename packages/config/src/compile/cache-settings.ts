import { type CacheRules, hex, Secret, sha256, utf8 } from '@strait/core'
import type { CacheConfig, RouteCacheConfig } from '../schema/cache.ts'

/** What a cache does, but for its store and for whose answers it keeps. */
export type CacheSettings = Omit<CacheRules, 'store' | 'identity' | 'unknownCalls' | 'steering' | 'ask'>

const DAY = 86_400_000

/** What holds on a route: what it says itself, else what the top level says. */
export function cacheSettings(route: NonNullable<RouteCacheConfig>, file: CacheConfig): CacheSettings {
  const maxAge = route.max_age ?? file.max_age
  return {
    maxAge,
    longest: route.longest ?? file.longest ?? Math.max(DAY, maxAge),
    share: route.share ?? file.share,
    collapse: route.collapse ?? file.collapse,
    maxEntry: route.max_entry ?? file.max_entry,
    maxRequest: route.max_request ?? file.max_request,
    methods: new Set(route.methods ?? file.methods),
  }
}

/**
 * A name for parts of the config that is another when anything in them is, secrets included: whoever answers a route
 * from now on gives other answers than who did before.
 */
export async function cacheIdentity(...parts: readonly unknown[]): Promise<string> {
  return hex(await sha256(utf8(JSON.stringify(parts, revealed))))
}

/** JSON has no word for these, or a wrong one. */
function revealed(this: unknown, key: string, value: unknown): unknown {
  // `toJSON` of a secret has been asked by now: the value itself is in its place.
  const own: unknown = (this as Record<string, unknown>)[key]
  if (own instanceof Secret) return { secret: own.reveal() }
  if (own instanceof Set) return { set: [...own] }
  if (own instanceof Map) return { map: [...own] }
  if (own instanceof RegExp) return { pattern: String(own) }
  return value
}
