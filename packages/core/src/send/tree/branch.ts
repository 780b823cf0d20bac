import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'

/** One of the ways that a request can take: a target, or a whole group of them. */
export interface Branch {
  /** Stable and unique in its tree. */
  readonly name: string
  readonly weight: number
  readonly send: Sender
  /** Whether it should be asked now: not ejected, not at rest. A group should as long as one of its branches should. */
  fit(kit: Kit): boolean
  /** Attempts under way. */
  load(kit: Kit): number
  /** ms to the first byte, lately; undefined where nobody knows. */
  latency(kit: Kit): number | undefined
  /** Throws where this request can't be sent there: asked before anything is sent anywhere. Absent: it always can. */
  ready?(exchange: Admitted, kit: Kit): undefined | Promise<void>
}

/** Those that should be asked; all of them where none should: better a bad target than none. */
export function fitOf<T extends Branch>(branches: readonly T[], kit: Kit): readonly T[] {
  const fit = branches.filter((branch) => branch.fit(kit))
  return fit.length === 0 ? branches : fit
}

/** Those that load is shared among: a weight of 0 switches one off. */
export function weighty<T extends { readonly weight: number }>(branches: readonly T[]): readonly T[] {
  return branches.filter(({ weight }) => weight > 0)
}

/** Of a group whose branches may all be asked in turn: each of them must be ready; undefined where all always are. */
export function allReady(branches: readonly Branch[]): Branch['ready'] {
  const asking = branches.flatMap(({ ready }) => ready ?? [])
  if (asking.length === 0) return undefined
  return (exchange, kit) => Promise.all(asking.map((ready) => ready(exchange, kit))).then(() => {})
}

/** What a group is as a branch of another. */
export function groupOf(name: string, weight: number, branches: readonly Branch[], send: Sender): Branch {
  return {
    name,
    weight,
    send,
    fit: (kit) => branches.some((branch) => branch.fit(kit)),
    load: (kit) => branches.reduce((sum, branch) => sum + branch.load(kit), 0),
    latency(kit) {
      let least: number | undefined
      for (const branch of branches) {
        const one = branch.latency(kit)
        if (one !== undefined && (least === undefined || one < least)) least = one
      }
      return least
    },
  }
}
