import type { Plan } from './plan.ts'
import type { Runtime } from './runtime.ts'
import type { State } from './state.ts'

/** What every stage is given beside the exchange. */
export interface Kit {
  readonly plan: Plan
  readonly runtime: Runtime
  readonly state: State
}
