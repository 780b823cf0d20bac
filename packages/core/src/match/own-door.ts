import type { Matcher, Route } from '../plan.ts'

/** `/-/...` is Strait's own and never goes upstream, not even where a listener does not show it. */
export function ownDoor(pages: ReadonlyMap<string, Route>, missing: Route): Matcher {
  return {
    door: 'always',
    match({ path, arrival }) {
      if (!path.startsWith('/-/') && path !== '/-') return undefined
      const shown = arrival.doors?.has('own') ?? true
      const page = shown ? pages.get(path) : undefined
      return { route: page ?? missing, rest: '', detected: undefined, rule: 'own' }
    },
  }
}

/** `GET /`, where no route of the config took it. */
export function landingDoor(route: Route): Matcher {
  return {
    door: 'own',
    match({ path, arrival }) {
      const { method } = arrival
      if (path !== '/' || (method !== 'GET' && method !== 'HEAD')) return undefined
      return { route, rest: '', detected: undefined, rule: 'landing' }
    },
  }
}
