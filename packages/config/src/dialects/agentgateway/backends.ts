import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import { readAi } from './ai-backends.ts'
import { headersOf, type Place, tlsPlaces, total } from './around.ts'
import { readBreaker } from './health.ts'
import type { Outcome } from './outcomes.ts'
import { judgePolicies } from './policies.ts'
import { readTls } from './said.ts'
import { asTarget, group, noteAside } from './trees.ts'
import { AS_SENT } from './upstream.ts'
import type { AgentgatewayWork } from './work.ts'

/** What stands behind a route. */
export interface Backend {
  /** Places of its own policies, the nearest last; none where there are several. */
  readonly policies: readonly Path[]
  /** Ends of paths that are told apart, the longest first. */
  readonly suffixes: readonly string[]
  /** What becomes of a path, of which the end is enough. */
  outcome(path: string, rewritten: string | undefined): Outcome
}

/** Answers of agentgateway's own, and backends that are no HTTP, answer 501 here. */
export function readBackend(work: AgentgatewayWork, route: Path): Backend {
  for (const name of ['directResponse', 'requestRedirect']) {
    const path = [...route, 'policies', name]
    if (work.has(path)) return missing(work, path, name)
  }
  const all = work.entries([...route, 'backends']).filter((path) => work.at([...path, 'weight']) !== 0)
  const [first, second] = all
  if (first === undefined) return missing(work, route, 'backends')
  if (second === undefined) return readOne(work, route, first, [])
  return balanced(
    work,
    route,
    all.map((path) => ({ path, backend: readOne(work, route, path, []) })),
  )
}

interface Weighted {
  readonly path: Path
  readonly backend: Backend
}

/** Several backends share the load; what is said of one alone stands at its target. */
function balanced(work: AgentgatewayWork, route: Path, backends: readonly Weighted[]): Backend {
  const shares = backends.map(({ path, backend }) => {
    const weight = [...path, 'weight']
    const own = backend.policies
    return {
      backend,
      part: {
        weight: work.has(weight) && work.at(weight) !== 1 ? new Placed(work.value(weight), weight) : undefined,
        timeouts: total(work, route, own),
        breaker: readBreaker(
          work,
          own.toReversed().map((each) => [...each, 'health']),
        ),
      },
    }
  })
  const suffixes = [...new Set(backends.flatMap(({ backend }) => backend.suffixes))]
  return {
    policies: [],
    suffixes: suffixes.sort((a, b) => b.length - a.length),
    outcome(path, rewritten) {
      const outcomes = shares.map(({ backend }) => backend.outcome(path, rewritten))
      noteAside(work, [...route, 'backends'], path, outcomes)
      const targets = outcomes.map((outcome, i) => asTarget(outcome, defined(shares[i]?.part ?? {})))
      return group({ strategy: 'loadbalance' }, targets)
    },
  }
}

function defined(part: Outcome): Outcome {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
}

/** `outer`: policies of the place that refers to this backend. */
function readOne(work: AgentgatewayWork, route: Path, path: Path, outer: readonly Path[]): Backend {
  const policies = [...outer, [...path, 'policies']]
  judgePolicies(work, [...path, 'policies'])
  const redirect = [...path, 'policies', 'requestRedirect']
  if (work.has(redirect)) return missing(work, redirect, 'requestRedirect')
  const said = work.map(path)
  const place: Place = { route, policies }
  if ('ai' in said) return readAi(work, place, [...path, 'ai']) ?? missing(work, [...path, 'ai'], 'provider')
  if ('host' in said) return readHost(work, place, [...path, 'host'])
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
function missing(work: AgentgatewayWork, path: Path, name: string): Backend {
  work.noteOnce(`missing ${name}`, path, `${name} is not part of this version: such a route answers 501`)
  return { policies: [], suffixes: [], outcome: () => ({ adapter: name }) }
}

function readHost(work: AgentgatewayWork, place: Place, path: Path): Backend {
  const { route, policies } = place
  const tls = readTls(work, tlsPlaces(place))
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
  const headers = headersOf(work, place)
  return { policies, suffixes: [], outcome: (_, rewritten) => ({ url, path: rewritten ?? AS_SENT, ...headers }) }
}
