import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { type Condition, joined } from '../cel/operands.ts'
import { toQuery } from '../cel/to-query.ts'
import { Placed } from '../placed.ts'
import { type Context, callerIn, operandOf } from './rule-names.ts'
import type { BifrostWork } from './work.ts'

/** Where a rule sends: a provider, a model, or the request's own of either. */
export interface RuleTarget {
  readonly from: Path
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly weight: Placed | undefined
}

export interface Rule {
  readonly from: Path
  readonly name: string
  readonly targets: readonly RuleTarget[]
  readonly fallbacks: readonly RuleTarget[]
}

const RULES = ['governance', 'routing_rules']
/** The narrower asks first. */
const SCOPES = ['virtual_key', 'team', 'customer', 'global']

/** Rules that can hold here, in the order in which they are asked. */
export function readRules(work: BifrostWork): Rule[] {
  const rules = work.entries(RULES).filter((from) => isUsed(work, from))
  const rank = (from: Path): number => SCOPES.indexOf(scopeOf(work, from)) * 1e6 + priorityOf(work, from)
  return rules
    .toSorted((a, b) => rank(a) - rank(b))
    .map((from) => ({
      from,
      name: work.text([...from, 'name']) ?? work.text([...from, 'id']) ?? `rule ${String(from.at(-1))}`,
      targets: targetsOf(work, from),
      fallbacks: work.entries([...from, 'fallbacks']).flatMap((each) => readTarget(work, each)),
    }))
}

function isUsed(work: BifrostWork, from: Path): boolean {
  if (work.at([...from, 'enabled']) === false) return false
  if (work.isOn([...from, 'chain_rule'])) {
    work.note(from, 'not used: rules are not asked a second time; write what they come to as one rule')
    return false
  }
  if (!SCOPES.includes(scopeOf(work, from))) {
    work.mistake([...from, 'scope'], 'there is no such scope', `write one of ${SCOPES.join(', ')}`)
    return false
  }
  if (targetsOf(work, from).length > 0) return true
  work.note(from, 'not used: it names neither a provider nor a model')
  return false
}

/** Older files name the one target in the rule itself. */
function targetsOf(work: BifrostWork, from: Path): RuleTarget[] {
  const listed = work.entries([...from, 'targets'])
  const places = listed.length === 0 ? [from] : listed
  return places
    .flatMap((each) => readTarget(work, each))
    .filter(({ provider, model }) => provider !== undefined || model !== undefined)
}

function scopeOf(work: BifrostWork, from: Path): string {
  return work.text([...from, 'scope']) ?? 'global'
}

function priorityOf(work: BifrostWork, from: Path): number {
  const priority = work.at([...from, 'priority'])
  return typeof priority === 'number' ? priority : 0
}

/** `provider/model`, `provider/`, `provider`, or a map of them. */
function readTarget(work: BifrostWork, from: Path): RuleTarget[] {
  if (isMap(work.at(from))) {
    for (const name of ['key_id', 'provider_key_name'])
      if (work.has([...from, name])) work.noteOnce(name, [...from, name], 'not used: keys of a provider take turns')
    const weight = [...from, 'weight']
    return [
      {
        from,
        provider: work.text([...from, 'provider'])?.toLowerCase(),
        model: work.text([...from, 'model']),
        weight: work.has(weight) ? new Placed(work.value(weight), weight) : undefined,
      },
    ]
  }
  const text = work.text(from)
  if (text === undefined) return []
  const slash = text.indexOf('/')
  const provider = (slash < 0 ? text : text.slice(0, slash)).toLowerCase()
  return [
    {
      from,
      provider,
      model: slash < 0 || slash === text.length - 1 ? undefined : text.slice(slash + 1),
      weight: undefined,
    },
  ]
}

/** When a rule holds; undefined where that can't be asked here, once that is told. */
export function conditionOf(work: BifrostWork, { from }: Rule, context: Context): Condition | undefined {
  const place = [...from, 'cel_expression']
  const text = work.text(place)
  const found = text === undefined ? undefined : toQuery(text, (path) => operandOf(work, context, path))
  if (found?.kind === 'unsayable') {
    work.noteOnce(`rule ${String(from.at(-1))}`, place, `not used: ${found.what} can't be asked here`)
    return undefined
  }
  return joined('$and', [scopeCondition(work, from, context), found?.condition ?? true])
}

function scopeCondition(work: BifrostWork, from: Path, { keys }: Context): Condition {
  const scope = scopeOf(work, from)
  if (scope === 'global') return true
  const id = work.text([...from, 'scope_id'])
  const names = keys.filter((key) => {
    if (scope === 'team') return key.teamId === id
    return scope === 'customer' ? key.customerId === id : key.id === id || key.name === id
  })
  if (names.length === 0)
    work.noteOnce(`scope ${String(from.at(-1))}`, from, `not used: no virtual key here is of this ${scope}`)
  // Where everybody is meant, nobody has to be asked.
  return callerIn(
    names.map(({ name }) => name),
    keys,
  )
}
