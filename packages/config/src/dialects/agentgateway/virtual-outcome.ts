import { same } from '../../files/same.ts'
import { Placed } from '../placed.ts'
import type { RouteType } from './kinds.ts'
import { type Model, modelOutcome } from './models.ts'
import type { Outcome } from './outcomes.ts'
import { asTarget, breaking, group, isCalled, noteAside } from './trees.ts'
import { resolve, type VirtualModel, type VirtualTarget } from './virtual-models.ts'
import type { AgentgatewayWork } from './work.ts'

/** Types whose path names the model, which is not written anew. */
const IN_PATH: ReadonlySet<RouteType> = new Set<RouteType>(['generateContent', 'geminiCountTokens'])
const RAW = /:(?:rawPredict|streamRawPredict)$/

interface Asked {
  readonly suffix: string
  readonly type: RouteType
}

interface Target {
  readonly said: VirtualTarget
  readonly outcome: Outcome
}

/** What becomes of a request that asks for a virtual model: the tree of those that stand behind it. */
export function virtualOutcome(
  work: AgentgatewayWork,
  { name, from, routing }: VirtualModel,
  models: readonly Model[],
  asked: Asked,
): Outcome {
  const none: Outcome = { adapter: `virtualModels.${name.replace(/[^\x21-\x7e]/g, '-')}` }
  if (routing.kind === 'none' || IN_PATH.has(asked.type) || RAW.test(asked.suffix)) return none
  const all = routing.targets.map((said) => ({ said, outcome: outcomeOf(said, models, asked) }))
  if (routing.kind === 'conditional') return all.length === 0 ? none : chosen(all)
  if (all.length === 0) return none
  noteAside(
    work,
    from,
    asked.suffix === '*' ? '' : asked.suffix,
    all.map(({ outcome }) => outcome),
  )
  return routing.kind === 'weighted' ? weighted(all) : inOrder(all)
}

function outcomeOf({ model }: VirtualTarget, models: readonly Model[], asked: Asked): Outcome {
  const found = resolve(models, model)
  if (found === undefined) return {}
  const rename = (found.model.rename ?? model).replaceAll('{rest}', () => found.rest)
  const outcome = modelOutcome({ ...found.model, name: model, rename }, asked)
  // On paths of no known format too: the name that the caller sent is nobody's.
  if (!isCalled(outcome)) return outcome
  const { breaker } = found.model
  return { ...outcome, override: { model: rename }, ...(breaker && { breaker }) }
}

function weighted(targets: readonly Target[]): Outcome {
  const shares = targets.map(({ said, outcome }) => asTarget(outcome, said.weight ? { weight: said.weight } : {}))
  return group({ strategy: 'loadbalance' }, shares)
}

/** The lower number first; of one number the one that answers fastest lately. */
function inOrder(targets: readonly Target[]): Outcome {
  const priorities = [...new Set(targets.map(({ said }) => said.priority ?? 0))].sort((a, b) => a - b)
  const groups = priorities.map((priority) => {
    const beside = targets.filter(({ said }) => (said.priority ?? 0) === priority)
    return group(
      { strategy: 'loadbalance', by: 'fastest' },
      beside.map(({ outcome }) => outcome),
    )
  })
  return breaking(group({ strategy: 'fallback' }, groups))
}

function chosen(targets: readonly Target[]): Outcome {
  const last = targets.at(-1) as Target
  const hasElse = last.said.when === undefined
  if (hasElse && targets.every(({ outcome }) => same(outcome, last.outcome))) return last.outcome
  const named = targets.map(({ said, outcome }, i) => ({
    name: `${i + 1}-${said.model.replace(/[^\x21-\x7e]/g, '-').slice(0, 60)}`,
    said,
    outcome,
  }))
  return {
    strategy: 'conditional',
    when: named.flatMap(({ name, said }) =>
      said.when === undefined ? [] : [{ if: new Placed(said.when, [...said.from, 'when']), use: name }],
    ),
    ...(hasElse ? { else: named.at(-1)?.name } : {}),
    targets: named.map(({ name, outcome }) => asNamed(outcome, name)),
  }
}

/** An adapter knows nothing of trees, and stands in one of its own: who is meant for it goes nowhere else. */
function asNamed(outcome: Outcome, name: string): Outcome {
  return isCalled(outcome) ? { name, ...outcome } : { name, strategy: 'single', targets: [outcome] }
}
