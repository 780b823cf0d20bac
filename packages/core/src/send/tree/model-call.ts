import type { Admitted } from '../../exchange.ts'
import type { Operation } from '../../providers/provider.ts'

/** What keys are made for: one that is refused here is refused. All else may ask for rights that few keys have. */
const MODEL_CALLS: ReadonlySet<Operation> = new Set([
  'chat',
  'text_completion',
  'generate_content',
  'responses',
  'embeddings',
])

/** What was made before and is looked at, changed or stopped now, and what is only kept: providers give rights of their own for it. */
const KEPT = /\/(?:completions|responses|interactions)\/.|\/conversations(?:\/|$)/

/** Whether a model is to answer: what is said of a key then is said of the key, and not of the path that a caller chose. */
export function isModelCall({ arrival: { method }, match: { detected, rest }, path }: Admitted): boolean {
  if (method !== 'POST' || detected === undefined || !MODEL_CALLS.has(detected.operation)) return false
  return !KEPT.test(rest || path)
}
