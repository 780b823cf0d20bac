import { findMembers } from './find-members.ts'

/**
 * The model that a server would see in this body: where `model` is repeated the last one counts, as it does in every
 * parser that takes repeated names at all (ECMA-404 leaves it open); undefined when that is no string, or when the text
 * is no JSON. In the beginning of a body it is the last so far, and a later one may still come: what decides over access
 * reads the whole, with `findMembers`, and refuses what that can't read.
 */
export function readModel(bytes: Uint8Array): string | undefined {
  const found = findMembers(bytes, 'model')
  return found.kind === 'object' || found.kind === 'cut' ? found.members.at(-1)?.text : undefined
}
