import type { HeadReader, Matcher } from '../../plan.ts'
import type { PortkeyOptions } from './options.ts'
import { portkeyDoor } from './portkey-door.ts'
import { UNBOUNDED } from './read-ask.ts'
import { readConfig } from './read-config.ts'
import { headReader } from './read-head.ts'

/** Throws what is wrong with a config that the operator wrote; `config` in its words is the whole. */
export function readPortkeyConfig(value: unknown): void {
  readConfig(value, 'config', 'operator', UNBOUNDED)
}

/** Requests written for Portkey, by their headers: what they say wherever they go, and where they want to go. */
export function portkey(options: PortkeyOptions): { readonly head: HeadReader; readonly door: Matcher } {
  return { head: headReader(), door: portkeyDoor(options) }
}
