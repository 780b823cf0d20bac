import type { Path } from '../../problem.ts'

/** A listener of the file: where it listens, and what holds for all that comes by it. */
export interface Door {
  /** What Strait's listener is called. */
  readonly listener: string
  readonly hostname: string | undefined
  /** Places of the policies that hold for every route of it. */
  readonly policies: readonly Path[]
}

/** A name that fits both what the listener and what the route say; undefined for any, an empty list for none. */
export function hostsOf(door: string | undefined, route: readonly string[]): readonly string[] | undefined {
  if (door === undefined || door === '*') return route.length === 0 ? undefined : route
  if (route.length === 0) return [door]
  return route.flatMap((host) => {
    if (covers(door, host)) return [host]
    return covers(host, door) ? [door] : []
  })
}

function covers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)))
}
