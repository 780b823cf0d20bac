import type { Sender } from '../../plan.ts'
import type { Query } from '../query/query.ts'
import { type Balance, balance } from './balance.ts'
import { allReady, type Branch, groupOf, weighty } from './branch.ts'
import { choose } from './choose.ts'
import { fallBack } from './fall-back.ts'
import type { Tree } from './tree.ts'
import { BALANCE, FALL_BACK, type Triggers } from './triggers.ts'

export type Strategy =
  | { readonly kind: 'single' }
  | { readonly kind: 'fallback'; readonly on?: Triggers | undefined }
  | {
      readonly kind: 'loadbalance'
      readonly by?: Balance['by'] | undefined
      readonly sticky?: Balance['sticky']
      readonly on?: Triggers | undefined
    }
  | {
      readonly kind: 'conditional'
      readonly when: readonly { readonly query: Query; readonly use: number }[]
      readonly otherwise: number | undefined
    }

/** A group as one branch; there is at least one below it. */
export function buildGroup(
  { name, weight, strategy }: { readonly name: string; readonly weight: number; readonly strategy: Strategy },
  branches: readonly Branch[],
  tree: Tree,
): Branch {
  const send = sendBy(strategy, branches, tree)
  const asked = strategy.kind === 'loadbalance' ? weighty(branches) : branches
  const branch = groupOf(name, weight, asked, send)
  // Of a choice one is asked, and it says so itself.
  const ready = strategy.kind === 'conditional' ? undefined : allReady(asked)
  if (ready === undefined) return branch
  return { ...branch, ready, send: readyFirst(ready, send) }
}

function readyFirst(ready: NonNullable<Branch['ready']>, send: Sender): Sender {
  return async (exchange, kit) => {
    await ready(exchange, kit)
    return send(exchange, kit)
  }
}

function sendBy(strategy: Strategy, branches: readonly Branch[], tree: Tree): Sender {
  const at = (index: number): Sender => (branches[index] as Branch).send
  switch (strategy.kind) {
    case 'single':
      return at(0)
    case 'fallback':
      return fallBack(branches, strategy.on ?? FALL_BACK, tree)
    case 'loadbalance': {
      const { by = 'weight', sticky, on = BALANCE } = strategy
      return balance(branches, { by, sticky, on }, tree)
    }
    case 'conditional': {
      const choices = strategy.when.map(({ query, use }) => ({ query, use: at(use) }))
      return choose(choices, strategy.otherwise === undefined ? undefined : at(strategy.otherwise))
    }
    default:
      return strategy satisfies never
  }
}
