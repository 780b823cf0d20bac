import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { after } from '../../web/after.ts'
import type { Outcome } from '../outcome.ts'
import type { Branch } from './branch.ts'
import { letGo } from './let-go.ts'
import { mayGoOn, type Tree } from './tree.ts'
import { type Triggers, triggers } from './triggers.ts'

/** One after the other, in their order; those that should not be asked now come last. The last word is the client's. */
export function fallBack(branches: readonly Branch[], on: Triggers, tree: Tree): Sender {
  const [first] = branches as readonly [Branch, ...Branch[]]

  // Nearly always the first is well and answers: then nobody needs to ask about the others, nor to wait for them.
  return (exchange, kit) => {
    if (!first.fit(kit)) return goOn(undefined, branches, exchange, kit)
    return after(first.send(exchange, kit), (outcome) =>
      triggers(on, outcome, exchange) ? goOn(outcome, branches.slice(1), exchange, kit) : outcome,
    )
  }

  async function goOn(
    before: Outcome | undefined,
    left: readonly Branch[],
    exchange: Admitted,
    kit: Kit,
  ): Promise<Outcome> {
    let outcome = before
    for (const branch of inOrder(left, kit)) {
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
