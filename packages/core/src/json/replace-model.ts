import { compileSets } from './compile-sets.ts'
import { type NameFor, setMembers } from './set-members.ts'

const NOTHING = compileSets({})

/**
 * The body with other names for its model: every `model` at its top, since servers differ in which of several they
 * take. No other byte changes; undefined where there is nothing to replace.
 */
export function replaceModel(whole: Uint8Array, nameFor: NameFor): Uint8Array | undefined {
  const outcome = setMembers(whole, NOTHING, nameFor)
  return outcome.kind === 'set' && outcome.bytes !== whole ? outcome.bytes : undefined
}
