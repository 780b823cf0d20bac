import { type Cors, preflight } from '../accept/cors.ts'
import type { Matcher } from '../plan.ts'
import { localRoute } from '../send/local.ts'

/** Where CORS is on, a browser's preflight is answered here: it carries no key, and the provider need not know. */
export function preflightDoor(cors: Cors): Matcher {
  const route = localRoute('preflight', ({ arrival }) => ({
    status: 204,
    headers: preflight(arrival.fields, cors) ?? [],
    body: undefined,
  }))
  return {
    door: 'always',
    match({ arrival }) {
      if (arrival.method !== 'OPTIONS' || preflight(arrival.fields, cors) === undefined) return undefined
      return { route, rest: '', detected: undefined, rule: 'preflight' }
    },
  }
}
