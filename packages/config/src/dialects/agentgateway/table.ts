import { same } from '../../files/same.ts'
import { nearestWord } from '../../nearest.ts'
import type { Path } from '../../problem.ts'
import { ROUTE_TYPES, type RouteType } from './kinds.ts'
import type { Outcome } from './outcomes.ts'
import type { AgentgatewayWork } from './work.ts'

/** Path suffix → type; the longest that fits decides, `*` comes last. */
export type TypeTable = readonly (readonly [suffix: string, type: RouteType])[]

/** `policies.ai.routes`. Without a `*`, and without any row, whatever comes is taken for a chat completion. */
export function readTable(work: AgentgatewayWork, places: readonly Path[]): TypeTable {
  const path = places.find((each) => Object.keys(work.map(each)).length > 0)
  const rows = path === undefined ? [] : Object.keys(work.map(path)).map((suffix) => readRow(work, path, suffix))
  const known = rows.filter((row) => row !== undefined)
  const star = known.find(([suffix]) => suffix === '*')
  const others = known.filter(([suffix]) => suffix !== '*').sort(([a], [b]) => b.length - a.length)
  return [...others, star ?? ['*', 'completions']]
}

function readRow(work: AgentgatewayWork, path: Path, suffix: string): readonly [string, RouteType] | undefined {
  const place = [...path, suffix]
  const type = work.text(place) ?? ''
  if (ROUTE_TYPES.has(type)) {
    noteType(work, place, type)
    return [suffix, type as RouteType]
  }
  const near = nearestWord(type, [...ROUTE_TYPES])
  work.mistake(
    place,
    'there is no such type of route',
    near === undefined ? [...ROUTE_TYPES].join(', ') : `write ${near}`,
  )
  return undefined
}

function noteType(work: AgentgatewayWork, path: Path, type: string): void {
  if (type === 'detect') noteDetect(work, path)
}

export function noteDetect(work: AgentgatewayWork, path: Path): void {
  work.noteOnce('detect', path, 'usage is not read yet: until it is, detect watches what opaque does')
}

export function typeOf(table: TypeTable, path: string): readonly [suffix: string, type: RouteType] {
  return table.find(([suffix]) => suffix === '*' || path.endsWith(suffix)) ?? ['*', 'completions']
}

export interface Row {
  /** Undefined: all other paths. */
  readonly suffix: string | undefined
  readonly outcome: Outcome
}

/** The rows that matter: one that says what the next that would take its paths says is left out. */
export function rowsThatMatter(rows: readonly Row[]): Row[] {
  const kept: Row[] = []
  for (const row of rows.toReversed()) {
    const next = kept.findLast(({ suffix }) => suffix === undefined || row.suffix?.endsWith(suffix))
    if (next === undefined || !same(next.outcome, row.outcome)) kept.push(row)
  }
  return kept.toReversed()
}
