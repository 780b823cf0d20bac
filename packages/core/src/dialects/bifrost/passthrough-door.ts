import type { Identified } from '../../exchange.ts'
import type { PathRules } from '../../prepare/own-path.ts'
import type { JoinRule } from '../../prepare/path.ts'

/** A door of the kind `/NAME_passthrough/...`, as data: its routes are made when the plan is compiled. */
export interface PassthroughDoor {
  readonly path: string
  /** Types of provider that it may lead to; the first where nothing in the request says another. */
  readonly types: readonly [string, ...string[]]
  readonly join: JoinRule
  /** Keys and versions come from the config, and those that the caller sent go nowhere. */
  readonly heldOnly: boolean
  readonly below?: PathRules['below']
  /** Which of its types is meant; a promise only where the client has yet to send what decides. */
  choose?(exchange: Identified, rest: string): Choice | Promise<Choice>
}

export interface Choice {
  readonly type: string
  /** What decided, for the log. */
  readonly by: string
}
