import type { Path } from '../../problem.ts'
import type { Access } from './access.ts'
import { attachedTo } from './binds.ts'
import type { Door } from './doors.ts'
import { KNOWN_PATHS } from './kinds.ts'
import type { Listeners } from './listeners.ts'
import { type Model, modelOutcome, readModels } from './models.ts'
import { type Outcome, sameOutcome } from './outcomes.ts'
import { judgeMembers } from './policies.ts'
import type { Routes } from './routes.ts'
import { rowsThatMatter } from './table.ts'
import { Placed, type Work } from './work.ts'

const LLM = ['llm']
const POLICIES = [...LLM, 'policies']
/** Where agentgateway listens for models unless told otherwise. */
const PORT = 4000
const LISTS = ['/v1/models', '/v1/models/*', '/models', '/models/*']

export function llmDoors(
  work: Work,
  listeners: Listeners,
  gateways: ReadonlyMap<string, readonly Door[]>,
): readonly Door[] {
  if (!work.has(LLM)) return []
  const port = [...LLM, 'port']
  const isAttached = work.has([...LLM, 'gateways']) || (!work.has(port) && gateways.has('default'))
  const doors = isAttached ? attachedTo(work, gateways, [...LLM, 'gateways']) : [ownDoor(work, listeners, port)]
  return doors.map((door) => ({ ...door, policies: [...door.policies, POLICIES] }))
}

function ownDoor(work: Work, listeners: Listeners, port: Path): Door {
  const placed = work.has(port) ? new Placed(work.value(port), port) : new Placed(PORT, LLM)
  const tls = [...LLM, 'tls']
  const listener = listeners.open('llm', placed, work.has(tls) ? tls : undefined, LLM)
  return { listener, hostname: undefined, policies: [] }
}

/** `llm`: the model decides among the providers; paths that are not known pass as they are. */
export function translateLlm(work: Work, routes: Routes, access: Access, doors: readonly Door[]): void {
  if (!work.has(LLM)) return
  judgeMembers(work, POLICIES)
  const models = readModels(work)
  for (const door of doors) {
    const hosts = door.hostname === undefined || door.hostname === '*' ? undefined : [door.hostname]
    const common = { from: LLM, hosts, listeners: [door.listener], locked: access.isLocked(door.policies) }
    const names = models.filter(({ listed }) => listed).map(({ name }) => name)
    if (names.some((name) => name !== '*')) {
      for (const path of LISTS) routes.add({ ...common, path, methods: ['GET', 'HEAD'], to: { models: names } })
    }
    for (const { suffix, outcome } of rowsOf(models))
      routes.add({ ...common, path: '/*', pathEnds: suffix, to: outcome })
  }
}

function rowsOf(models: readonly Model[]) {
  const rows = KNOWN_PATHS.map(([suffix, type]) => ({ suffix, outcome: decided(models, suffix, type) }))
  return rowsThatMatter([...rows, { suffix: undefined, outcome: decided(models, '*', 'passthrough') }])
}

function decided(models: readonly Model[], suffix: string, type: (typeof KNOWN_PATHS)[number][1]): Outcome {
  const places = models.map((model) => [model.name, modelOutcome(model, { suffix, type })] as const)
  const [only] = places
  if (only === undefined) return { models: [] }
  if (places.length === 1 && only[0] === '*') return only[1]
  const byModel = { by_model: Object.fromEntries(places) }
  const leadsToOne = places.every(([, each]) => sameOutcome(unnamed(each), unnamed(only[1])))
  return places.some(([name]) => name === '*') || !leadsToOne
    ? byModel
    : { ...byModel, without_model: unnamed(only[1]) }
}

/** Where the model has no say. */
function unnamed(outcome: Outcome): Outcome {
  const { override: _, ...rest } = outcome
  return rest
}
