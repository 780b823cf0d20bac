import type { Path } from '../../problem.ts'
import type { BifrostWork } from './work.ts'

/** A virtual key that opens: what rules and weights may be about. */
export interface VirtualKey {
  readonly from: Path
  /** As `access.keys` calls it. */
  readonly name: string
  readonly id: string | undefined
  readonly teamId: string | undefined
  readonly customerId: string | undefined
}

const KEYS = ['governance', 'virtual_keys']

export function virtualKeysOf(work: BifrostWork): VirtualKey[] {
  return work
    .entries(KEYS)
    .filter((from) => work.at([...from, 'is_active']) !== false && work.has([...from, 'value']))
    .map((from) => {
      const teamId = work.text([...from, 'team_id'])
      return {
        from,
        name: nameOf(work, from),
        id: work.text([...from, 'id']),
        teamId,
        customerId: work.text([...from, 'customer_id']) ?? textOf(work, 'teams', teamId, 'customer_id'),
      }
    })
}

export function nameOf(work: BifrostWork, from: Path): string {
  return work.text([...from, 'name']) ?? work.text([...from, 'id']) ?? `virtual key ${String(from.at(-1))}`
}

/** A member of one of the teams or customers. */
function textOf(work: BifrostWork, list: string, id: string | undefined, member: string): string | undefined {
  const found = work.entries(['governance', list]).find((each) => id !== undefined && work.text([...each, 'id']) === id)
  return found === undefined ? undefined : work.text([...found, member])
}

/** What a variable of a rule says of a virtual key: `team_name`. Undefined for other variables. */
export function saidOf(work: BifrostWork, variable: string): ((key: VirtualKey) => string) | undefined {
  switch (variable) {
    case 'virtual_key_name':
      return ({ name }) => name
    case 'virtual_key_id':
      return ({ id }) => id ?? ''
    case 'team_id':
      return ({ teamId }) => teamId ?? ''
    case 'team_name':
      return ({ teamId }) => textOf(work, 'teams', teamId, 'name') ?? ''
    case 'customer_id':
      return ({ customerId }) => customerId ?? ''
    case 'customer_name':
      return ({ customerId }) => textOf(work, 'customers', customerId, 'name') ?? ''
    default:
      return undefined
  }
}
