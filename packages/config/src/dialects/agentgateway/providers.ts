import { providers } from '@strait/core/providers'
import { mapAt } from '../../checks/view.ts'
import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { Placed } from '../placed.ts'
import type { AgentgatewayWork } from './work.ts'

/** A provider's settings as Strait has them; values that came from a place of their own are `Placed`. */
export interface Settings {
  readonly type: string
  readonly [member: string]: unknown
}

/** The name of the provider with these settings: one that is there already, or a new one. */
export function addProvider(
  work: AgentgatewayWork,
  { type, ...settings }: Settings,
  wanted: string,
  from: Path,
): string {
  const there = mapAt({ value: work.draft.get([]) }, ['providers'])
  const plain = withoutPlaces(settings) as Record<string, unknown>
  const known = Object.keys(there).find((name) => {
    const { type: theirs = name, ...others } = there[name] as Record<string, unknown>
    return theirs === type && same(others, plain)
  })
  if (known !== undefined) return known
  const name = freeName(tidy(wanted, type), there)
  // The name of a built-in provider says its type as well.
  const typed = name === type || (type === 'custom' && !providers.has(name)) ? settings : { type, ...settings }
  work.draft.plant(['providers', name], typed, from)
  return name
}

/** It is the first segment of a path, where providers are doors. */
function tidy(wanted: string, type: string): string {
  const name = wanted.replace(/[^A-Za-z0-9._~-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return name === '' || name === 'echo' || /^v\d/.test(name) ? type : name
}

function freeName(wanted: string, there: Readonly<Record<string, unknown>>): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}-${i}`
    if (!Object.hasOwn(there, name)) return name
  }
}

function withoutPlaces(value: unknown): unknown {
  if (value instanceof Placed) return withoutPlaces(value.value)
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (!isMap(value)) return value
  const there = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(there.map(([name, each]) => [name, withoutPlaces(each)]))
}
