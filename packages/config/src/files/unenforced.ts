import type { Restriction } from '../dialects/dialect.ts'
import { valueRange } from '../issues.ts'
import { nearestWord } from '../nearest.ts'
import type { Finding } from '../problem.ts'
import type { Part } from './part.ts'

export interface Unenforced {
  readonly part: Part
  readonly name: string
  readonly finding: Finding
  readonly accepted: boolean
}

/**
 * Settings of other gateways' files that restrict and are not enforced here. Passing over one in silence would leave
 * open what its owner locked.
 */
export function unenforced(parts: readonly Part[], accepted: ReadonlySet<string>, hasAccess: boolean): Unenforced[] {
  return parts.flatMap((part) =>
    (part.foreign?.translation.restrictions ?? [])
      .filter(({ heldBy }) => heldBy !== 'access' || !hasAccess)
      .map((restriction) => judge(part, restriction, accepted.has(restriction.name))),
  )
}

function judge(part: Part, { path, name, says }: Restriction, accepted: boolean): Unenforced {
  const finding: Finding = accepted
    ? { path, at: valueRange(path, part.tree), says: `${name} is not enforced, and accepted: ${says}` }
    : {
        path,
        at: valueRange(path, part.tree),
        says: `${name} restricts, and this build does not enforce it: ${says}`,
        hint: `take it out, or say that you know: accept_unenforced: [${name}] in strait.yaml, or --accept-unenforced ${name}`,
      }
  return { part, name, finding, accepted }
}

/** A name that accepts nothing is a slip of the pen, or a lock that has come to hold. */
export function needlessAcceptance(
  name: string,
  found: readonly Unenforced[],
): Pick<Finding, 'says' | 'hint'> | undefined {
  if (found.some((each) => each.name === name)) return undefined
  const near = nearestWord(name, [...new Set(found.map((each) => each.name))])
  return {
    says: 'no included file has a setting of this name that is not enforced',
    hint: near === undefined ? 'take it out' : `write ${near}`,
  }
}
