import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { AgentgatewayWork } from './work.ts'

type Lines = Record<string, Placed>

interface Direction {
  readonly set: Lines
  readonly add: Lines
  readonly remove: string[]
}

/** Header modifiers of several places as one set of rules: those further down come later, and win. */
export function readHeaders(
  work: AgentgatewayWork,
  request: readonly Path[],
  response: readonly Path[],
): Readonly<Record<string, unknown>> | undefined {
  const directions = { request: readDirection(work, request), response: readDirection(work, response) }
  const there = Object.entries(directions).filter(([, rules]) => Object.keys(rules).length > 0)
  return there.length === 0 ? undefined : Object.fromEntries(there)
}

function readDirection(work: AgentgatewayWork, places: readonly Path[]): Record<string, unknown> {
  const rules: Direction = { set: {}, add: {}, remove: [] }
  for (const path of places) {
    readLines(work, [...path, 'set'], rules.set)
    readLines(work, [...path, 'add'], rules.add)
    for (const each of work.entries([...path, 'remove'])) rules.remove.push(String(work.value(each)))
  }
  const there = Object.entries(rules).filter(([, value]) => Object.keys(value).length > 0)
  return Object.fromEntries(there)
}

function readLines(work: AgentgatewayWork, path: Path, into: Lines): void {
  for (const name of Object.keys(work.map(path))) {
    const place = [...path, name]
    if (name === ':authority' || name.toLowerCase() === 'host') {
      work.noteOnce('host', place, 'not used: the host is that of the address')
    } else into[name] = new Placed(work.text(place) ?? '', place)
  }
}
