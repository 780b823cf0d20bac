import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { everyPolicy, headersOf, nearestFirst, type Place, tlsPlaces, total } from './around.ts'
import type { Backend } from './backends.ts'
import { readBreaker } from './health.ts'
import { type Outcome, outcomeOf } from './outcomes.ts'
import { judgePolicies } from './policies.ts'
import { readSaid } from './said.ts'
import { readSticky } from './sticky.ts'
import { readTable, typeOf } from './table.ts'
import { asTarget, breaking, group, noteAside } from './trees.ts'
import { upstreamOf } from './upstream.ts'
import type { AgentgatewayWork } from './work.ts'

/** `ai`: one provider, or groups of them by priority. Undefined where it names none that is known. */
export function readAi(work: AgentgatewayWork, place: Place, path: Path): Backend | undefined {
  const groups = [...path, 'groups']
  if (!work.has(groups)) return readProvider(work, place, path)
  const read = work
    .entries(groups)
    .map((each) => work.entries([...each, 'providers']).flatMap((one) => member(work, place, one) ?? []))
    .filter((members) => members.length > 0)
  const all = read.flat()
  const [only, another] = all
  if (only === undefined) return undefined
  const sticky = readSticky(work, nearestFirst(place, 'sessionAffinity'), another !== undefined)
  if (another === undefined) return only.backend
  return {
    policies: [],
    suffixes: [...new Set(all.flatMap(({ backend }) => backend.suffixes))].sort((a, b) => b.length - a.length),
    outcome(end, rewritten) {
      noteAside(
        work,
        path,
        end,
        all.map(({ backend }) => backend.outcome(end, rewritten)),
      )
      const places = read.map((members) =>
        group(
          { strategy: 'loadbalance', ...(sticky === undefined ? { by: 'fastest' } : { sticky }) },
          members.map(({ backend, part }) => asTarget(backend.outcome(end, rewritten), part)),
        ),
      )
      return breaking(group({ strategy: 'fallback' }, places))
    },
  }
}

interface Member {
  readonly backend: Backend
  readonly part: Outcome
}

function member(work: AgentgatewayWork, { route, policies }: Place, path: Path): Member | undefined {
  const backend = readProvider(work, { route, policies }, path)
  if (backend === undefined) return undefined
  const breaker = readBreaker(
    work,
    backend.policies.toReversed().map((each) => [...each, 'health']),
  )
  const timeouts = total(work, route, backend.policies)
  return { backend, part: { ...(breaker && { breaker }), ...(timeouts && { timeouts }) } }
}

function readProvider(work: AgentgatewayWork, { route, policies: outer }: Place, path: Path): Backend | undefined {
  if (!isMap(work.at(path))) return undefined
  const own = [...path, 'policies']
  judgePolicies(work, own)
  const place: Place = { route, policies: [...outer, own] }
  const all = everyPolicy(place)
  const said = readSaid(work, {
    from: path,
    provider: [...path, 'provider'],
    params: path,
    form: 'provider',
    overrides: path,
    name: work.text([...path, 'name']) ?? '',
    credentials: nearestFirst(place, 'backendAuth'),
    tls: tlsPlaces(place),
  })
  if (said === undefined) return undefined
  const table = readTable(
    work,
    all.map((each) => [...each, 'ai', 'routes']),
  )
  const upstream = upstreamOf(work, said)
  const names = namesOf(work, said.model, all)
  const headers = headersOf(work, place)
  return {
    policies: place.policies,
    suffixes: table.map(([suffix]) => suffix).filter((suffix) => suffix !== '*'),
    outcome(end, rewritten) {
      const [suffix, type] = typeOf(table, end)
      if (type === 'models' && names.length > 0) return { models: names }
      const { model } = upstream
      const outcome = outcomeOf(upstream, { type, suffix, rewritten, model, rename: model })
      return 'adapter' in outcome ? outcome : { ...outcome, ...headers }
    },
  }
}

/** The models that the file names. Where it names none, the provider's own list is the answer. */
function namesOf(work: AgentgatewayWork, model: string | undefined, policies: readonly Path[]): string[] {
  const aliases = policies.flatMap((path) => work.names([...path, 'ai', 'modelAliases']))
  return [...new Set([...(model === undefined ? [] : [model]), ...aliases])]
}
