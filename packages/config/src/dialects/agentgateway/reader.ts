import type { Path } from '../../problem.ts'
import type { DialectReader, DialectSource, Translation } from '../dialect.ts'
import { showing, wordsOf } from '../shows.ts'
import { Access } from './access.ts'
import { attachedTo, readBinds, readGateways } from './binds.ts'
import { translateCors } from './cors.ts'
import { translateRoute } from './http-routes.ts'
import { Listeners } from './listeners.ts'
import { llmDoors, translateLlm } from './llm.ts'
import { REFERENCE_ONLY } from './references.ts'
import { Routes } from './routes.ts'
import { translateSettings } from './settings.ts'
import { AgentgatewayWork } from './work.ts'

const SHOWN = wordsOf(
  `allowHeaders allowMethods allowOrigins apiVersion attempts authority awsRegion azureApiVersion azureProjectName
  azureResourceName azureResourceType backend baseUrl cert exact exposeHeaders fillInterval full gateways host
  hostOverride hostname hostnames maxAge method mode model name passthrough pathOverride pathPrefix port prefix
  projectId protocol provider reference regex region requestTimeout backendRequestTimeout resourceName resourceType
  root type vertexProject vertexRegion visibility weight`,
)
/** Maps whose names and values are the user's own. */
const FREE = wordsOf('add defaults metadata overrides set')

const shown = showing({
  names: SHOWN,
  reference: REFERENCE_ONLY,
  isSection: (around) => !around.some((name) => FREE.has(name)),
})

/** `ai.routes`: what is named there are ends of paths. */
function typed(path: Path): Path {
  return path.at(-2) === 'routes' && path.at(-3) === 'ai' ? [...path.slice(0, -1), 'type'] : path
}

export const reader: DialectReader = {
  translate,
  shows: (path, written) => shown(typed(path), written),
}

function translate(source: DialectSource): Translation {
  const work = new AgentgatewayWork(source)
  const listeners = new Listeners(work)
  const access = new Access(work)
  const routes = new Routes()
  const gateways = readGateways(work, listeners)
  const attached = [
    ...readBinds(work, listeners),
    ...work.entries(['routes']).map((route) => ({ route, doors: attachedTo(work, gateways, [...route, 'gateways']) })),
  ]
  const models = llmDoors(work, listeners, gateways)
  translateLlm(work, routes, access, models)
  for (const { route, doors } of attached) translateRoute({ work, routes, access }, route, doors)
  routes.write(work, listeners, access)
  access.write()
  listeners.write()
  const held = [...models, ...attached.flatMap(({ doors }) => doors)].flatMap(({ policies }) => policies)
  translateCors(work, unique([...held, ...attached.map(({ route }) => [...route, 'policies'])]))
  translateSettings(work)
  return work.draft.done()
}

function unique(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()]
}
