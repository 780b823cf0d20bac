import type { Path } from '../../problem.ts'
import { readHeaders } from './headers.ts'
import { readTotal } from './timeouts.ts'
import type { AgentgatewayWork } from './work.ts'

/** Where policies for one backend stand. */
export interface Place {
  readonly route: Path
  /** Of the backend, the nearest last. */
  readonly policies: readonly Path[]
}

/** All that hold, those of the route first. */
export function everyPolicy({ route, policies }: Place): Path[] {
  return [[...route, 'policies'], ...policies]
}

export function tlsPlaces(place: Place): Path[] {
  return nearestFirst(place, 'backendTLS')
}

export function nearestFirst(place: Place, policy: string): Path[] {
  return everyPolicy(place)
    .toReversed()
    .map((path) => [...path, policy])
}

export function headersOf(work: AgentgatewayWork, place: Place): { readonly headers?: unknown } {
  const at = (policy: string) => everyPolicy(place).map((path) => [...path, policy])
  const headers = readHeaders(work, at('requestHeaderModifier'), at('responseHeaderModifier'))
  return headers === undefined ? {} : { headers }
}

/** How long one target of several may take: its own word, unless that of the whole route is shorter. */
export function total(
  work: AgentgatewayWork,
  route: Path,
  own: readonly Path[],
): Readonly<Record<string, unknown>> | undefined {
  if (readTotal(work, own) === undefined) return undefined
  return { total: readTotal(work, [[...route, 'policies'], ...own]) }
}
