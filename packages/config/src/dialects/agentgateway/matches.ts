import type { Path } from '../../problem.ts'
import type { AgentgatewayWork } from './work.ts'

/** One entry of `matches`, as the conditions of a route. */
export interface Match {
  readonly from: Path
  readonly path: { readonly kind: 'exact' | 'prefix'; readonly text: string }
  readonly methods: readonly string[] | undefined
  readonly hosts: readonly string[] | undefined
  readonly headers: Readonly<Record<string, unknown>> | undefined
  readonly query: Readonly<Record<string, unknown>> | undefined
}

/** Without `matches` a route takes every path. */
export function readMatches(work: AgentgatewayWork, route: Path): Match[] {
  const path = [...route, 'matches']
  const entries = work.entries(path)
  if (entries.length === 0) return [{ ...NONE, from: route, path: { kind: 'prefix', text: '' } }]
  return entries.flatMap((each) => readMatch(work, each) ?? [])
}

const NONE = { methods: undefined, hosts: undefined, headers: undefined, query: undefined }

function readMatch(work: AgentgatewayWork, from: Path): Match | undefined {
  const path = readPath(work, [...from, 'path'])
  if (path === undefined) return undefined
  const pseudo = new Map<string, string>()
  const headers = readTests(work, [...from, 'headers'], (name, value, place) => {
    if (!name.startsWith(':')) return false
    if ((name === ':method' || name === ':authority') && value !== undefined) pseudo.set(name, value)
    else work.mistake(place, `${name} is no condition here`, 'write path, method or hostnames')
    return true
  })
  const method = work.text([...from, 'method']) ?? pseudo.get(':method')
  const host = pseudo.get(':authority')
  return {
    from,
    path,
    methods: method === undefined ? undefined : [method.toUpperCase()],
    hosts: host === undefined ? undefined : [host.replace(/:\d+$/, '')],
    headers,
    query: readTests(work, [...from, 'query'], () => false),
  }
}

function readPath(work: AgentgatewayWork, path: Path): Match['path'] | undefined {
  const exact = work.text([...path, 'exact'])
  if (exact !== undefined) return checked(work, [...path, 'exact'], 'exact', exact)
  const prefix = work.text([...path, 'pathPrefix'])
  if (prefix !== undefined) return checked(work, [...path, 'pathPrefix'], 'prefix', prefix.replace(/\/+$/, ''))
  if (!work.has(path)) return { kind: 'prefix', text: '' }
  work.mistake([...path, 'regex'], 'a path is no regular expression here', 'write exact or pathPrefix')
  return undefined
}

function checked(
  work: AgentgatewayWork,
  place: Path,
  kind: Match['path']['kind'],
  text: string,
): Match['path'] | undefined {
  if (!text.includes('*') && (text === '' || text.startsWith('/'))) return { kind, text }
  work.mistake(place, text.includes('*') ? 'a * in a path is no sign of its own there' : 'a path begins with /')
  return undefined
}

/** Names with what their value must be; the whole value, as there. */
function readTests(
  work: AgentgatewayWork,
  path: Path,
  takes: (name: string, exact: string | undefined, place: Path) => boolean,
): Readonly<Record<string, unknown>> | undefined {
  const tests: Record<string, unknown> = {}
  for (const each of work.entries(path)) {
    const name = work.text([...each, 'name'])
    const exact = work.text([...each, 'value', 'exact'])
    const regex = work.text([...each, 'value', 'regex'])
    if (name === undefined || (exact === undefined && regex === undefined)) {
      work.mistake(each, 'it needs a name, and a value', 'write name: …, value: { exact: … }')
    } else if (!takes(name, exact, each)) {
      if (Object.hasOwn(tests, name))
        work.mistake(each, 'this name has a condition already', 'write one regex for both')
      tests[name] = exact ?? { regex: `^(?:${regex})$` }
    }
  }
  return Object.keys(tests).length === 0 ? undefined : tests
}
