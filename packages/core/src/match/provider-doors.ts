import type { Matcher, Route } from '../plan.ts'
import { detect, isForeign } from '../providers/detect.ts'

/** `/NAME/...`: what follows the name is the provider's own path. */
export function providerDoors(doors: ReadonlyMap<string, Route>): Matcher {
  const rules = new Map([...doors.keys()].map((name) => [name, `door /${name}`]))
  return {
    door: 'providers',
    match({ path, query, arrival }) {
      const end = path.indexOf('/', 1)
      const name = end < 0 ? path.slice(1) : path.slice(1, end)
      const route = doors.get(name)
      if (route === undefined) return undefined
      const rest = end < 0 ? '' : path.slice(end)
      // Azure's SDK puts /openai/deployments behind its endpoint: the name of a door, and somebody else's path.
      const { method, fields } = arrival
      const { provider } = route
      if (provider !== undefined && isForeign(provider, { method, path: rest, query, fields })) return undefined
      const detected = provider === undefined ? undefined : detect(provider, method, rest)
      return { route, rest, detected, rule: rules.get(name) ?? name }
    },
  }
}
