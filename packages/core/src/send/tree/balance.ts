import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { pickFastest, pickLeast, pickSticky, pickWeighted } from '../balance/pick.ts'
import type { Outcome } from '../outcome.ts'
import { type Branch, fitOf, weighty } from './branch.ts'
import { letGo } from './let-go.ts'
import { type Sticky, stickyKey } from './sticky.ts'
import { mayGoOn, type Tree } from './tree.ts'
import { type Triggers, triggers } from './triggers.ts'

export interface Balance {
  readonly by: 'weight' | 'least_in_flight' | 'fastest'
  /** What keeps a caller with the branch it had before; undefined: nothing does. */
  readonly sticky: Sticky | undefined
  readonly on: Triggers
}

/** One of them, by weight or by how they do; another where that one surely did nothing. */
export function balance(branches: readonly Branch[], policy: Balance, tree: Tree): Sender {
  // That not all are switched off is seen to when the config is read.
  const all = weighty(branches)

  return async (exchange, kit): Promise<Outcome> => {
    const key = policy.sticky === undefined ? undefined : stickyKey(policy.sticky, exchange)
    let left = all
    while (true) {
      const fit = fitOf(left, kit)
      const branch = fit[indexOf(fit, key, policy.by, kit)] as Branch
      const outcome = await branch.send(exchange, kit)
      if (left.length === 1 || !triggers(policy.on, outcome, exchange)) return outcome
      if (!mayGoOn(tree, exchange)) return outcome
      left = left.filter((other) => other !== branch)
      letGo(outcome, 'next', exchange)
    }
  }
}

function indexOf(from: readonly Branch[], key: string | undefined, by: Balance['by'], kit: Kit): number {
  if (from.length === 1) return 0
  if (key !== undefined) return pickSticky(key, from)
  const { random } = kit.runtime
  const weights = from.map(({ weight }) => weight)
  switch (by) {
    case 'weight':
      return pickWeighted(weights, random)
    case 'least_in_flight':
      return pickLeast(
        from.map((branch) => branch.load(kit)),
        weights,
        random,
      )
    case 'fastest':
      return pickFastest(
        from.map((branch) => branch.latency(kit)),
        weights,
        random,
      )
    default:
      return by satisfies never
  }
}
