import type { Sender } from '../../plan.ts'
import type { Branch } from './branch.ts'
import type { TargetCare } from './target-care.ts'

/** One target, with one key, as a branch. */
export function leafOf(name: string, weight: number, care: TargetCare, send: Sender): Branch {
  return {
    name,
    weight,
    send,
    fit: (kit) => care.fit(kit),
    load: (kit) => care.health(kit).load,
    latency: (kit) => care.health(kit).latency.value(kit.runtime.clock()),
  }
}
