import type { Matcher, Route } from '../plan.ts'
import { detect, detectBare } from '../providers/detect.ts'
import type { Provider } from '../providers/provider.ts'

/** A provider's own path without any name in front: path and headers say whose it is. */
export function bareDoor(routes: ReadonlyMap<Provider, Route>): Matcher {
  const candidates = [...routes.keys()]
  return {
    door: 'bare',
    match({ path, arrival }) {
      const found = detectBare(arrival.fields, arrival.method, path, candidates)
      if (found === undefined) return undefined
      const route = routes.get(found.provider)
      if (route === undefined) return undefined
      return { route, rest: path, detected: detect(found.provider, arrival.method, path), rule: found.rule }
    },
  }
}
