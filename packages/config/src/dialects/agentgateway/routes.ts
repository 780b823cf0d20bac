import type { Path } from '../../problem.ts'
import type { Placed } from '../placed.ts'
import type { Access } from './access.ts'
import type { Listeners } from './listeners.ts'
import type { AgentgatewayWork } from './work.ts'

/** A route of Strait's, in the making. */
export interface Made {
  readonly from: Path
  readonly path: string
  readonly pathEnds?: string | undefined
  readonly methods?: readonly string[] | undefined
  readonly hosts?: readonly string[] | undefined
  readonly headers?: unknown
  readonly query?: unknown
  /** Names of the listeners by which it is reached. */
  readonly listeners: readonly string[]
  readonly to: Readonly<Record<string, unknown>>
  readonly total?: Placed | undefined
  /** One of the policies in force asks for a key. */
  readonly locked: boolean
}

/** Whether a route before this one has the same path and conditions. */
function isTaken(made: Made, several: boolean, seen: Set<string>): boolean {
  const { path, pathEnds, methods, hosts, headers, query, listeners } = made
  const key = JSON.stringify([path, pathEnds, methods, hosts, headers, query, several ? listeners : undefined])
  return seen.has(key) || !seen.add(key)
}

/** The routes of the file, written once all listeners are known. */
export class Routes {
  readonly #made: Made[] = []

  add(route: Made): void {
    this.#made.push(route)
  }

  write(work: AgentgatewayWork, listeners: Listeners, access: Access): void {
    // There, a route that names its method is asked before one that takes all; here, the first of two that are alike.
    const inOrder = this.#made.toSorted((a, b) => Number(b.methods !== undefined) - Number(a.methods !== undefined))
    const seen = new Set<string>()
    for (const made of inOrder) {
      if (isTaken(made, listeners.several, seen)) {
        work.noteOnce(
          `taken ${JSON.stringify(made.from)}`,
          made.from,
          'not used: a route before it takes the same requests',
        )
        continue
      }
      const { from, path, pathEnds, methods, hosts, headers, query, to, total } = made
      const route = work.draft.push(['routes'], {}, from)
      const conditions = { path, path_ends: pathEnds, methods, host: hosts, headers, query }
      const by = listeners.several ? made.listeners : undefined
      const timeouts = total === undefined ? undefined : { total }
      work.draft.plant(route, { ...conditions, listeners: by, to, timeouts }, from)
      if (!made.locked) access.leaveOpen(route, from)
    }
  }
}
