import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { Access } from './access.ts'
import { attachedTo } from './binds.ts'
import type { Door } from './doors.ts'
import { KNOWN_PATHS, type RouteType } from './kinds.ts'
import type { Listeners } from './listeners.ts'
import { modelOutcome, readModels } from './models.ts'
import type { Outcome } from './outcomes.ts'
import { judgeMembers } from './policies.ts'
import { READ_OF_A_LISTENER } from './policy-words.ts'
import type { Routes } from './routes.ts'
import { rowsThatMatter } from './table.ts'
import { eachLeaf } from './trees.ts'
import { readVirtualModels } from './virtual-models.ts'
import { virtualOutcome } from './virtual-outcome.ts'
import type { AgentgatewayWork } from './work.ts'

const LLM = ['llm']
const POLICIES = [...LLM, 'policies']
/** Where agentgateway listens for models unless told otherwise. */
const PORT = 4000
const LISTS = ['/v1/models', '/v1/models/*', '/models', '/models/*']

export function llmDoors(
  work: AgentgatewayWork,
  listeners: Listeners,
  gateways: ReadonlyMap<string, readonly Door[]>,
): readonly Door[] {
  if (!work.has(LLM)) return []
  const port = [...LLM, 'port']
  const isAttached = work.has([...LLM, 'gateways']) || (!work.has(port) && gateways.has('default'))
  const doors = isAttached ? attachedTo(work, gateways, [...LLM, 'gateways']) : [ownDoor(work, listeners, port)]
  return doors.map((door) => ({ ...door, policies: [...door.policies, POLICIES] }))
}

function ownDoor(work: AgentgatewayWork, listeners: Listeners, port: Path): Door {
  const placed = work.has(port) ? new Placed(work.value(port), port) : new Placed(PORT, LLM)
  const tls = [...LLM, 'tls']
  const listener = listeners.open('llm', placed, work.has(tls) ? tls : undefined, LLM)
  return { listener, hostname: undefined, policies: [] }
}

/** `llm`: the model decides among the providers; paths that are not known pass as they are. */
export function translateLlm(work: AgentgatewayWork, routes: Routes, access: Access, doors: readonly Door[]): void {
  if (!work.has(LLM)) return
  judgeMembers(work, POLICIES, READ_OF_A_LISTENER)
  const models = readModels(work)
  const virtual = readVirtualModels(work, models)
  const entries = [
    ...models
      .filter(({ isInternal }) => !isInternal)
      .map((model) => ({ name: model.name, outcome: (asked: Asked) => modelOutcome(model, asked) })),
    ...virtual.map((each) => ({
      name: each.name,
      outcome: (asked: Asked) => virtualOutcome(work, each, models, asked),
    })),
  ]
  for (const door of doors) {
    const hosts = door.hostname === undefined || door.hostname === '*' ? undefined : [door.hostname]
    const common = { from: LLM, hosts, listeners: [door.listener], locked: access.isLocked(door.policies) }
    const names = entries.map(({ name }) => name)
    if (names.some((name) => name !== '*')) {
      for (const path of LISTS) routes.add({ ...common, path, methods: ['GET', 'HEAD'], to: { models: names } })
    }
    for (const { suffix, outcome } of rowsOf(entries))
      routes.add({ ...common, path: '/*', pathEnds: suffix, to: outcome })
  }
}

interface Asked {
  readonly suffix: string
  readonly type: RouteType
}

/** A name that callers can ask for. */
interface Entry {
  readonly name: string
  outcome(asked: Asked): Outcome
}

function rowsOf(entries: readonly Entry[]) {
  const rows = KNOWN_PATHS.map(([suffix, type]) => ({ suffix, outcome: decided(entries, suffix, type) }))
  return rowsThatMatter([...rows, { suffix: undefined, outcome: decided(entries, '*', 'passthrough') }])
}

function decided(entries: readonly Entry[], suffix: string, type: RouteType): Outcome {
  const places = entries.map(({ name, outcome }) => [name, outcome({ suffix, type })] as const)
  const [only] = places
  if (only === undefined) return { models: [] }
  if (places.length === 1 && only[0] === '*') return only[1]
  const byModel = { by_model: Object.fromEntries(places) }
  const leadsToOne = places.every(([, each]) => same(unnamed(each), unnamed(only[1])))
  return places.some(([name]) => name === '*') || !leadsToOne
    ? byModel
    : { ...byModel, without_model: unnamed(only[1]) }
}

/** Where the model has no say. */
function unnamed(outcome: Outcome): Outcome {
  return eachLeaf(outcome, ({ override: _, ...rest }) => rest)
}
