import type { Match } from '../exchange.ts'
import type { Matcher, Route } from '../plan.ts'
import { detect } from '../providers/detect.ts'
import { type Conditions, meets, weightOf } from './conditions.ts'
import { compilePath, type PathPattern } from './path-pattern.ts'

export interface ConfigRoute {
  readonly path: string
  readonly conditions: Conditions
  readonly route: Route
}

interface Entry extends ConfigRoute {
  readonly pattern: PathPattern
}

/**
 * The routes of the config file. The most specific wins, whatever their order: an exact path before a pattern,
 * a longer literal beginning before a shorter, more conditions before fewer, a longer ending before a shorter, and the
 * earlier of two equals.
 */
export function configRoutes(routes: readonly ConfigRoute[]): Matcher {
  const entries: Entry[] = routes.map((route) => ({ ...route, pattern: compilePath(route.path) })).sort(bySpecificity)
  return {
    door: 'routes',
    match(exchange) {
      let otherMethod: Match | undefined
      for (const { pattern, conditions, route } of entries) {
        const rest = pattern.match(exchange.path)
        if (rest === undefined || !meets(exchange, conditions)) continue
        const { method } = exchange.arrival
        const detected =
          route.provider === undefined ? undefined : detect(route.provider, method, rest || exchange.path)
        const found: Match = { route, rest, detected, rule: `route ${pattern.text}` }
        if (route.methods === undefined || route.methods.has(method)) return found
        // Another route may take this method; if none does, `admit` answers 405 for this one.
        otherMethod ??= found
      }
      return otherMethod
    },
  }
}

function bySpecificity(a: Entry, b: Entry): number {
  if (a.pattern.exact !== b.pattern.exact) return a.pattern.exact ? -1 : 1
  return (
    b.pattern.literal - a.pattern.literal ||
    weightOf(b.conditions) - weightOf(a.conditions) ||
    (b.conditions.ending?.length ?? 0) - (a.conditions.ending?.length ?? 0)
  )
}
