import { type Claim, claimsOn } from '../providers/detect.ts'
import type { Provider } from '../providers/provider.ts'
import { servedPath } from '../providers/served-path.ts'
import { BoundedMap } from '../web/bounded-map.ts'

/** What a path alone tells. */
export interface PathFacts {
  readonly claims: readonly Claim[]
  /** Who else serves it, and at which path of theirs. */
  readonly served: ReadonlyMap<Provider, string>
}

/** Clients choose paths: few are kept, and no long ones. */
const KEPT = 256
const LONGEST = 128

/** Some forty patterns a path, tried once for each of the few paths that nearly all requests have. */
export function barePaths(types: readonly Provider[]): (path: string) => PathFacts {
  const kept = new BoundedMap<string, PathFacts>(KEPT)
  return (path) => {
    const known = kept.get(path)
    if (known !== undefined) return known
    const facts = { claims: claimsOn(path, types), served: servedBy(path, types) }
    if (path.length > LONGEST) return facts
    kept.set(path, facts)
    return facts
  }
}

function servedBy(path: string, types: readonly Provider[]): ReadonlyMap<Provider, string> {
  const served = new Map<Provider, string>()
  for (const provider of types) {
    const theirs = servedPath(provider, path)
    if (theirs !== undefined) served.set(provider, theirs)
  }
  return served
}
