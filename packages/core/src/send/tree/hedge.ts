import { GatewayError } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import { fork } from '../../fork.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import type { Cancel } from '../../web/cancel.ts'
import type { Outcome } from '../outcome.ts'
import { letGo } from './let-go.ts'
import { budgetOf, mayGoOn, type Tree } from './tree.ts'
import { type Triggers, triggers } from './triggers.ts'

export interface Hedge {
  /** ms after which a second attempt begins; undefined: too little is known yet to say what is late. */
  after(kit: Kit): number | undefined
  /** What does not count as an answer while the other is still under way. */
  readonly not: Triggers
}

/** A second attempt where the first is later than usual. The first good answer is the client's, the other is let go. */
export function hedge(send: Sender, policy: Hedge, tree: Tree): Sender {
  return (exchange, kit) => {
    const after = policy.after(kit)
    if (after === undefined) return send(exchange, kit)
    return race({ send, after, policy, tree }, exchange, kit)
  }
}

interface Race {
  readonly send: Sender
  readonly after: number
  readonly policy: Hedge
  readonly tree: Tree
}

async function race({ send, after, policy, tree }: Race, exchange: Admitted, kit: Kit): Promise<Outcome> {
  const first = new Lane(send, exchange, kit)
  if (await isHere(first, after, kit)) return first.outcome
  // The body goes twice at the same time, so all of it has to be here by now.
  const may = exchange.body.drained && mayGoOn(tree, exchange)
  const release = may ? budgetOf(tree, kit).take() : undefined
  if (release === undefined) return first.outcome
  const second = new Lane(send, exchange, kit)
  try {
    return await firstGood(first, second, policy.not, exchange)
  } finally {
    release()
  }
}

function isHere(lane: Lane, within: number, kit: Kit): Promise<boolean> {
  return new Promise((resolve) => {
    const deadline = kit.state.deadlines.after(within, () => resolve(false))
    lane.settled.then(() => {
      deadline.clear()
      resolve(true)
    })
  })
}

/** Of two that are no answers, the one that came last is. */
async function firstGood(first: Lane, second: Lane, not: Triggers, exchange: Admitted): Promise<Outcome> {
  const winner = await Promise.race([first.settled, second.settled])
  const other = winner === first ? second : first
  let outcome: Outcome
  try {
    outcome = await winner.outcome
  } catch (error) {
    other.giveUp()
    throw error
  }
  if (triggers(not, outcome, exchange)) {
    letGo(outcome, 'overtaken', exchange)
    return other.outcome
  }
  other.giveUp()
  return outcome
}

/** One attempt with a life line of its own: it ends with the exchange, or alone. */
class Lane {
  readonly outcome: Promise<Outcome>
  /** The same, whatever came of it. */
  readonly settled: Promise<Lane>
  readonly #cancel: Cancel
  readonly #own: Admitted

  constructor(send: Sender, exchange: Admitted, kit: Kit) {
    this.#cancel = exchange.cancel.branch()
    exchange.undo.push(() => this.#cancel.leave())
    const own = fork(exchange, { cancel: this.#cancel })
    this.#own = own
    this.outcome = (async () => send(own, kit))()
    const settled = () => this
    this.settled = this.outcome.then(settled, settled)
  }

  giveUp(): void {
    this.#cancel.pull(new GatewayError('overtaken'))
    // One that had its head already has a body that nobody will read.
    this.outcome.then(
      (outcome) => letGo(outcome, 'overtaken', this.#own),
      () => {},
    )
  }
}
