import type { Config } from '@strait/config'
import type { CacheStore } from '@strait/core'
import type { CacheStoreContext, OpenCacheStore } from './cache-store.ts'
import { lazyStore } from './lazy-store.ts'

/** Opened at once where a route wants one; where only requests may, when the first of them does; else not at all. */
export async function cacheStoreFor(
  { cache, routes, doors }: Config,
  caches: OpenCacheStore,
  context: CacheStoreContext,
): Promise<CacheStore | undefined> {
  const open = () => caches.of(cache, context)
  if (routes.some((route) => route.cache !== undefined)) return open()
  return cache.asked && doors.dialects ? lazyStore(open) : undefined
}
