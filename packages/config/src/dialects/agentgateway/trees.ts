import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import type { Outcome } from './outcomes.ts'
import type { AgentgatewayWork } from './work.ts'

/** Every single place of an outcome, made otherwise. */
export function eachLeaf(outcome: Outcome, change: (leaf: Outcome) => Outcome): Outcome {
  const { targets } = outcome
  if (!Array.isArray(targets)) return change(outcome)
  return { ...outcome, targets: targets.map((target) => eachLeaf(target as Outcome, change)) }
}

/** Whether something is called, and not answered here. */
export function isCalled(outcome: Outcome): boolean {
  return 'provider' in outcome || 'url' in outcome || 'strategy' in outcome
}

/** Several places as one, with what the tree says of itself. Where all are the same place there is no choice. */
export function group(tree: Outcome, targets: readonly Outcome[]): Outcome {
  const [first] = targets
  if (first !== undefined && targets.every((target) => same(bare(target), bare(first)))) return bare(first)
  const lists = targets.flatMap(({ models }) => (Array.isArray(models) ? models : []))
  if (lists.length > 0) return { models: [...new Set(lists)] }
  // What is called here stands in for what would have to be translated.
  const called = targets.filter(isCalled)
  if (called.length === 0 && first !== undefined) return bare(first)
  return called.length === 1 ? bare(called[0] as Outcome) : { ...tree, targets: called }
}

/** A group whose targets rest when they fail. */
export function breaking(outcome: Outcome): Outcome {
  return 'strategy' in outcome ? { ...outcome, breaker: true } : outcome
}

/** Without what only means something beside others. */
function bare(outcome: Outcome): Outcome {
  const { weight: _weight, breaker: _breaker, ...rest } = outcome
  return rest
}

/** A place with its part in a tree. What is not called has none. */
export function asTarget(outcome: Outcome, part: Outcome): Outcome {
  return isCalled(outcome) ? { ...part, ...outcome } : outcome
}

/** Told where some are called and others can't be. */
export function noteAside(work: AgentgatewayWork, from: Path, end: string, outcomes: readonly Outcome[]): void {
  if (!outcomes.some(isCalled) || outcomes.every((outcome) => isCalled(outcome) || 'models' in outcome)) return
  const where = end === '' ? 'other paths' : end
  work.noteOnce(
    `aside ${JSON.stringify(from)}`,
    from,
    `one of them stands aside on some paths, ${where} among them: it can't be called there`,
  )
}
