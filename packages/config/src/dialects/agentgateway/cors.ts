import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import { durationOf } from './duration.ts'
import type { AgentgatewayWork } from './work.ts'

/** One word on pages of other origins holds for the whole of Strait: several that differ are none. */
export function translateCors(work: AgentgatewayWork, policies: readonly Path[]): void {
  const places = policies.map((path) => [...path, 'cors']).filter((path) => work.has(path))
  const [first] = places
  if (first === undefined) return
  const differs = places.find((path) => JSON.stringify(work.at(path)) !== JSON.stringify(work.at(first)))
  if (differs !== undefined) {
    work.note(differs, 'cors is not used, since it differs from place to place: pages of other origins are refused')
    return
  }
  const origins = list(work, [...first, 'allowOrigins'])?.filter((each) => isOrigin(work, each))
  if (origins === undefined || origins.length === 0) return
  const isOpen = origins.some(({ value }) => value === '*')
  const maxAge = durationOf(work.text([...first, 'maxAge']) ?? '')
  const cors = {
    origins,
    methods: named(list(work, [...first, 'allowMethods'])),
    headers: named(list(work, [...first, 'allowHeaders'])),
    expose: named(list(work, [...first, 'exposeHeaders'])),
    credentials: work.at([...first, 'allowCredentials']) === true && !isOpen ? true : undefined,
    max_age: maxAge === undefined || maxAge === 'off' ? undefined : new Placed(maxAge, [...first, 'maxAge']),
  }
  work.draft.plant(['cors'], cors, first)
}

function list(work: AgentgatewayWork, path: Path): Placed[] | undefined {
  const entries = work.entries(path).map((each) => new Placed(work.value(each), each))
  return entries.length === 0 ? undefined : entries
}

/** A `*` in a list of names is all of them, as no list is. */
function named(entries: Placed[] | undefined): Placed[] | undefined {
  return entries?.some(({ value }) => value === '*') ? undefined : entries
}

function isOrigin(work: AgentgatewayWork, { value, from }: Placed): boolean {
  const isPattern = typeof value === 'string' && value !== '*' && value.includes('*')
  if (isPattern) work.note(from, 'not used: an origin with a * in it; list each one')
  return !isPattern
}
