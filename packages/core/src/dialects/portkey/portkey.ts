import type { HeadReader, Matcher } from '../../plan.ts'
import type { PortkeyOptions } from './options.ts'
import { portkeyDoor } from './portkey-door.ts'
import { headReader } from './read-head.ts'

/** Requests written for Portkey, by their headers: what they say wherever they go, and where they want to go. */
export function portkey(options: PortkeyOptions): { readonly head: HeadReader; readonly door: Matcher } {
  return { head: headReader(), door: portkeyDoor(options) }
}
