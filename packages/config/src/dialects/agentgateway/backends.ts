import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import type { RouteType } from './kinds.ts'
import { type Outcome, outcomeOf } from './outcomes.ts'
import { judgePolicies } from './policies.ts'
import { readSaid, readTls } from './said.ts'
import { readTable, type TypeTable } from './table.ts'
import { AS_SENT, type Upstream, upstreamOf } from './upstream.ts'
import { Placed, type Work } from './work.ts'

/** What stands behind a route. */
export interface Backend {
  /** Places of its own policies, the nearest last. */
  readonly policies: readonly Path[]
  readonly table: TypeTable
  outcome(type: RouteType, suffix: string, rewritten: string | undefined): Outcome
}

const ONE_OUTCOME: TypeTable = [['*', 'passthrough']]

/** The one backend that is called; answers of agentgateway's own, and backends that are no HTTP, answer 501 here. */
export function readBackend(work: Work, route: Path): Backend {
  for (const name of ['directResponse', 'requestRedirect']) {
    const path = [...route, 'policies', name]
    if (work.has(path)) return missing(work, path, name)
  }
  const all = work.entries([...route, 'backends']).filter((path) => work.at([...path, 'weight']) !== 0)
  const [first, second] = all
  if (first === undefined) return missing(work, route, 'backends')
  if (second !== undefined) {
    work.noteOnce('balance', second, 'only the first backend is used: balancing and fallbacks come later')
  }
  return readOne(work, route, first, [])
}

/** `outer`: policies of the place that refers to this backend. */
function readOne(work: Work, route: Path, path: Path, outer: readonly Path[]): Backend {
  const policies = [...outer, [...path, 'policies']]
  judgePolicies(work, [...path, 'policies'])
  const redirect = [...path, 'policies', 'requestRedirect']
  if (work.has(redirect)) return missing(work, redirect, 'requestRedirect')
  const said = work.map(path)
  if ('ai' in said) return readAi(work, route, [...path, 'ai'], policies)
  if ('host' in said) return readHost(work, route, [...path, 'host'], policies)
  const named = work.text([...path, 'backend'])
  if (named !== undefined) {
    const wanted = named.replace(/^\//, '')
    const found = work.entries(['backends']).find((each) => work.text([...each, 'name']) === wanted)
    if (found !== undefined) return readOne(work, route, found, policies)
    work.mistake([...path, 'backend'], 'there is no backend of this name', 'name one of backends')
  }
  const kind = Object.keys(said).find((name) => name !== 'weight' && name !== 'policies' && name !== 'name')
  return missing(work, path, kind ?? 'backends')
}

/** Known, and not to be had here. Left out, its paths would fall to another route. */
function missing(work: Work, path: Path, name: string): Backend {
  work.noteOnce(`missing ${name}`, path, `${name} is not part of this version: such a route answers 501`)
  return { policies: [], table: ONE_OUTCOME, outcome: () => ({ adapter: name }) }
}

function readHost(work: Work, route: Path, path: Path, policies: readonly Path[]): Backend {
  const tls = readTls(work, tlsPlaces(route, policies))
  if (tls !== undefined && Object.keys(tls).length > 0) {
    work.mistake(path, 'certificates for a host are not part of this version', 'make it a provider in a strait.yaml')
  }
  const credential = [[...route, 'policies'], ...policies].find((each) => work.has([...each, 'backendAuth']))
  if (credential !== undefined) {
    work.mistake(
      [...credential, 'backendAuth'],
      'a key belongs to a provider here',
      'make it ai: { provider: { custom: … } }',
    )
  }
  const url = new Placed(`${tls === undefined ? 'http' : 'https'}://${work.text(path)}`, path)
  return { policies, table: ONE_OUTCOME, outcome: (_type, _suffix, rewritten) => ({ url, path: rewritten ?? AS_SENT }) }
}

function readAi(work: Work, route: Path, path: Path, outer: readonly Path[]): Backend {
  const [group, another] = work.entries([...path, 'groups'])
  const [listed, second] = group === undefined ? [path] : work.entries([...group, 'providers'])
  const place = listed ?? path
  if (another !== undefined || second !== undefined) {
    work.noteOnce(
      'groups',
      another ?? (second as Path),
      'only the first provider is used: balancing and fallbacks come later',
    )
  }
  if (!isMap(work.at(place))) return missing(work, path, 'ai')
  const own = [...place, 'policies']
  judgePolicies(work, own)
  const policies = [...outer, own]
  const all = [[...route, 'policies'], ...policies]
  const said = readSaid(work, {
    from: place,
    provider: [...place, 'provider'],
    params: place,
    form: 'provider',
    overrides: place,
    name: work.text([...place, 'name']) ?? '',
    credentials: all.toReversed().map((each) => [...each, 'backendAuth']),
    tls: tlsPlaces(route, policies),
  })
  if (said === undefined) return missing(work, path, 'provider')
  const table = readTable(
    work,
    all.map((each) => [...each, 'ai', 'routes']),
  )
  return { policies, table, outcome: outcomesOf(upstreamOf(work, said), namesOf(work, said.model, all)) }
}

function outcomesOf(upstream: Upstream, names: readonly string[]): Backend['outcome'] {
  return (type, suffix, rewritten) => {
    if (type === 'models' && names.length > 0) return { models: names }
    return outcomeOf(upstream, { type, suffix, rewritten, model: upstream.model, rename: upstream.model })
  }
}

/** The models that the file names. Where it names none, the provider's own list is the answer. */
function namesOf(work: Work, model: string | undefined, policies: readonly Path[]): string[] {
  const aliases = policies.flatMap((path) => Object.keys(work.map([...path, 'ai', 'modelAliases'])))
  return [...new Set([...(model === undefined ? [] : [model]), ...aliases])]
}

function tlsPlaces(route: Path, policies: readonly Path[]): Path[] {
  return [[...route, 'policies'], ...policies].toReversed().map((path) => [...path, 'backendTLS'])
}
