import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import type { DialectSource, FileDialect, Translation } from '../dialect.ts'
import { Access } from './access.ts'
import { attachedTo, readBinds, readGateways } from './binds.ts'
import { translateCors } from './cors.ts'
import { translateRoute } from './http-routes.ts'
import { Listeners } from './listeners.ts'
import { llmDoors, translateLlm } from './llm.ts'
import { REFERENCE_ONLY } from './references.ts'
import { Routes } from './routes.ts'
import { translateSettings } from './settings.ts'
import { Work } from './work.ts'

const MEMBERS = ['binds', 'gateways', 'llm']
/** What only a file of Strait's own, or of another gateway, has. */
const OTHERS = ['providers', 'listen', 'access', 'model_list', 'general_settings']

const SHOWN: ReadonlySet<string> = new Set(
  `allowHeaders allowMethods allowOrigins apiVersion attempts authority awsRegion azureApiVersion azureProjectName
  azureResourceName azureResourceType backend baseUrl cert exact exposeHeaders fillInterval full gateways host
  hostOverride hostname hostnames maxAge method mode model name passthrough pathOverride pathPrefix port prefix
  projectId protocol provider reference regex region requestTimeout backendRequestTimeout resourceName resourceType
  root type vertexProject vertexRegion visibility weight`.split(/\s+/),
)
/** Maps whose names and values are the user's own. */
const FREE: ReadonlySet<string> = new Set(['add', 'defaults', 'metadata', 'overrides', 'set'])

/** https://agentgateway.dev/docs/standalone/latest/reference/configuration */
export const agentgateway: FileDialect = {
  name: 'agentgateway',
  title: "agentgateway's config",
  recognises: (value) =>
    isMap(value) &&
    MEMBERS.some((name) => isMap(value[name]) || Array.isArray(value[name])) &&
    !OTHERS.some((name) => Object.hasOwn(value, name)),
  translate,
  shows: (path, written) => REFERENCE_ONLY.test(written) || isPublic(path),
}

function isPublic(path: Path): boolean {
  const names = path.filter((key) => typeof key === 'string')
  // `ai.routes`: what is named there are ends of paths.
  const last = names.at(-2) === 'routes' && names.at(-3) === 'ai' ? 'type' : names.at(-1)
  return SHOWN.has(last ?? '') && !names.some((name) => FREE.has(name))
}

function translate(source: DialectSource): Translation {
  const work = new Work(source)
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
