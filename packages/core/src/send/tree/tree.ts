import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import type { State } from '../../state.ts'
import { RetryBudget } from '../retry/retry-budget.ts'

/** What all branches of one tree have in common. */
export interface Tree {
  /** Stable and unique: the route's. */
  readonly name: string
  /** Attempts of one exchange in all. */
  readonly attempts: number
  /** Further attempts at the same time, as a share of all exchanges; at least so many. */
  readonly budget: { readonly percent: number; readonly least: number }
  /** Bytes of a body that are held to be sent again. */
  readonly replay: number
}

/** The trunk: sees every exchange once, whatever becomes of it further up. */
export function trunk(tree: Tree, send: Sender): Sender {
  return (exchange, kit) => {
    exchange.body.keep(tree.replay)
    exchange.undo.push(budgetOf(tree, kit).begin())
    return send(exchange, kit)
  }
}

/** Looked up once for each tree: every exchange asks for it. */
const budgets = new WeakMap<Tree, { readonly state: State; readonly budget: RetryBudget }>()

/** An outage must not be multiplied by whoever tries again: beyond this nobody does. */
export function budgetOf(tree: Tree, { state }: Kit): RetryBudget {
  let known = budgets.get(tree)
  if (known?.state !== state) {
    known = { state, budget: state.part(`retry budget ${tree.name}`, () => new RetryBudget(tree.budget)) }
    budgets.set(tree, known)
  }
  // A reload may have other numbers.
  known.budget.tune(tree.budget)
  return known.budget
}

/** Whether there can be one more attempt: somebody waits for it, the body can be had again, and there were not too many. */
export function mayGoOn({ attempts: most }: Tree, { cancel, body, attempts }: Admitted): boolean {
  return !cancel.pulled && body.replayable && body.failure === undefined && attempts.length < most
}
