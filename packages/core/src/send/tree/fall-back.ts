import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import type { Outcome } from '../outcome.ts'
import type { Branch } from './branch.ts'
import { letGo } from './let-go.ts'
import { mayGoOn, type Tree } from './tree.ts'
import { type Triggers, triggers } from './triggers.ts'

/** One after the other, in their order; those that should not be asked now come last. The last word is the client's. */
export function fallBack(branches: readonly Branch[], on: Triggers, tree: Tree): Sender {
  const [first] = branches as readonly [Branch, ...Branch[]]

  return async (exchange, kit): Promise<Outcome> => {
    // Nearly always the first is well, and nobody needs to ask about the others.
    const isFirst = first.fit(kit)
    let outcome = isFirst ? await first.send(exchange, kit) : undefined
    if (outcome !== undefined && !triggers(on, outcome, exchange)) return outcome
    for (const branch of inOrder(branches.slice(isFirst ? 1 : 0), kit)) {
      if (outcome !== undefined) {
        if (!triggers(on, outcome, exchange) || !mayGoOn(tree, exchange)) return outcome
        letGo(outcome, 'next', exchange)
      }
      outcome = await branch.send(exchange, kit)
    }
    return outcome as Outcome
  }
}

function inOrder(branches: readonly Branch[], kit: Kit): readonly Branch[] {
  return [...branches.filter((branch) => branch.fit(kit)), ...branches.filter((branch) => !branch.fit(kit))]
}
