import { GatewayError } from '../../errors.ts'
import type { Sender } from '../../plan.ts'
import type { Query } from '../query/query.ts'
import { askQueries } from '../query/query-facts.ts'

export interface Choice {
  readonly query: Query
  readonly use: Sender
}

/** The first whose condition holds, else the one for all others; without such a one the caller is told. */
export function choose(choices: readonly Choice[], otherwise: Sender | undefined): Sender {
  const queries = choices.map(({ query }) => query)

  function chosen(index: number | undefined): Sender {
    const sender = index === undefined ? otherwise : (choices[index] as Choice).use
    if (sender === undefined) throw new GatewayError('no_condition_met')
    return sender
  }

  return (exchange, kit) => {
    const index = askQueries(exchange, queries, kit.plan.bounds.editedBody)
    if (index instanceof Promise) return index.then((late) => chosen(late)(exchange, kit))
    return chosen(index)(exchange, kit)
  }
}
