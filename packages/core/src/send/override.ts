import { GatewayError } from '../errors.ts'
import { compileSets } from '../json/compile-sets.ts'
import { setMembers } from '../json/set-members.ts'
import type { BodyEdit } from './target.ts'

/** Members of a JSON body that a target wants to be otherwise. What is no JSON object can't be sent there. */
export function override(patch: Readonly<Record<string, unknown>>): BodyEdit {
  const sets = compileSets(patch)
  return (whole) => {
    const outcome = setMembers(whole, sets)
    if (outcome.kind !== 'set') throw new GatewayError('override_not_json')
    return outcome.bytes === whole ? undefined : outcome.bytes
  }
}

/** One edit behind the other. */
export function inTurn(first: BodyEdit | undefined, second: BodyEdit | undefined): BodyEdit | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return (whole) => {
    const edited = first(whole)
    return second(edited ?? whole) ?? edited
  }
}
