import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { own } from '../judge-setting.ts'
import { Placed } from '../placed.ts'
import { ambientAws, type Credential, readCredential } from './credential.ts'
import { type Format, KIND_NAMES, type KindName, PRESETS, ROUTE_TYPES } from './kinds.ts'
import { judge } from './policies.ts'
import { type Said, withoutSlash } from './upstream.ts'
import type { AgentgatewayWork } from './work.ts'

interface Kind {
  readonly kind: KindName
  readonly preset?: string
  /** The map behind the provider's name. */
  readonly inner: Path
}

/** The provider's name: a word, or a map with the name as its only member. */
export function readKind(work: AgentgatewayWork, path: Path): Kind | undefined {
  const value = work.at(path)
  const word = isMap(value) ? Object.keys(value)[0] : value
  const inner = isMap(value) ? [...path, String(word)] : path
  const kind = typeof word === 'string' ? own(KIND_NAMES, word) : undefined
  if (kind !== undefined) return { kind, inner }
  if (typeof word === 'string' && Object.hasOwn(PRESETS, word)) return { kind: 'custom', preset: word, inner }
  const known = [...Object.keys(KIND_NAMES), ...Object.keys(PRESETS)].join(', ')
  work.mistake(path, 'no such provider is part of this version', `there are ${known}`)
  return undefined
}

interface Names {
  readonly model: string
  readonly region: string
  readonly project: string
  readonly resource: string
  readonly resourceType: string
  readonly version: string
  readonly azureProject: string
}

/** `llm.models[].params` and `backends[].ai.provider.NAME` have the same members under other names. */
const IN_PARAMS: Names = {
  model: 'model',
  region: 'awsRegion',
  project: 'vertexProject',
  resource: 'azureResourceName',
  resourceType: 'azureResourceType',
  version: 'azureApiVersion',
  azureProject: 'azureProjectName',
}
const IN_PROVIDER: Names = {
  model: 'model',
  region: 'region',
  project: 'projectId',
  resource: 'resourceName',
  resourceType: 'resourceType',
  version: 'apiVersion',
  azureProject: 'projectName',
}

interface Places {
  readonly from: Path
  readonly provider: Path
  readonly params: Path
  readonly form: 'params' | 'provider'
  /** Where `hostOverride`, `pathOverride` and `pathPrefix` stand. */
  readonly overrides: Path
  readonly name: string
  /** Where credentials may stand, the nearest first. */
  readonly credentials: readonly Path[]
  /** The same for `backendTLS`. */
  readonly tls: readonly Path[]
}

export function readSaid(work: AgentgatewayWork, places: Places): Said | undefined {
  const found = readKind(work, places.provider)
  if (found === undefined) return undefined
  const { kind, preset, inner } = found
  const names = places.form === 'params' ? IN_PARAMS : IN_PROVIDER
  const own = places.form === 'params' ? places.params : inner
  const text = (name: string) => work.text([...own, name])
  for (const name of ['moderation', 'guardrailIdentifier']) judge(work, [...inner, name])
  const tls = readTls(work, places.tls)
  const base = readBase(work, [...places.params, 'baseUrl'])
  const region = kind === 'vertex' && places.form === 'params' ? 'vertexRegion' : names.region
  const resource = text(names.resource)
  return {
    from: places.from,
    kind,
    preset,
    name: places.name === '' ? (preset ?? kind) : places.name,
    origin: originOf(work, places, base?.origin, tls),
    prefix: withoutSlash(work.text([...places.overrides, 'pathPrefix']) ?? base?.path ?? ''),
    path: work.text([...places.overrides, 'pathOverride']),
    model: text(names.model),
    region: work.has([...own, region]) ? new Placed(work.value([...own, region]), [...own, region]) : undefined,
    project: text(names.project),
    azure:
      kind !== 'azure' || resource === undefined
        ? undefined
        : {
            resource,
            isFoundry: ['foundry', 'aiServices'].includes(text(names.resourceType) ?? ''),
            version: text(names.version) ?? 'v1',
            project: text(names.azureProject) ?? resource,
          },
    formats: kind === 'custom' && preset === undefined ? readFormats(work, [...inner, 'formats']) : {},
    credential: credentialOf(work, kind, places),
    tls,
  }
}

function credentialOf(work: AgentgatewayWork, kind: KindName, { credentials, from }: Places): Credential {
  const found = readCredential(work, credentials)
  return kind === 'bedrock' && !credentials.some((path) => work.has(path)) ? ambientAws(work, from) : found
}

function readFormats(work: AgentgatewayWork, path: Path): Partial<Record<Format, string | true>> {
  const formats: Partial<Record<Format, string | true>> = {}
  for (const each of work.entries(path)) {
    const type = work.text([...each, 'type'])
    if (type === undefined || !ROUTE_TYPES.has(type)) work.mistake([...each, 'type'], 'there is no such format')
    else formats[type as Format] = work.text([...each, 'path']) ?? true
  }
  return formats
}

/** Scheme and host apart from the path, references kept. */
function readBase(work: AgentgatewayWork, path: Path): { origin: Placed; path: string } | undefined {
  const text = work.text(path)
  if (text === undefined) return undefined
  const [, origin, below = ''] = /^((?:[a-z]+:\/\/)?[^/]+)(\/.*)?$/i.exec(text) ?? []
  return { origin: new Placed(origin ?? text, path), path: below }
}

/** `hostOverride` is called without TLS, unless the file says TLS. */
function originOf(
  work: AgentgatewayWork,
  { overrides }: Places,
  base: Placed | undefined,
  tls: Readonly<Record<string, unknown>> | undefined,
): Placed | undefined {
  const path = [...overrides, 'hostOverride']
  const host = work.text(path)
  if (host === undefined) return base
  if (host.startsWith('unix:')) work.mistake(path, 'sockets of this machine are not called', 'write host:port')
  return new Placed(`${tls === undefined ? 'http' : 'https'}://${host}`, path)
}

/** Undefined where nothing asks for TLS. */
export function readTls(
  work: AgentgatewayWork,
  places: readonly Path[],
): Readonly<Record<string, unknown>> | undefined {
  const path = places.find((each) => isMap(work.at(each)))
  if (path === undefined) return undefined
  for (const name of ['insecure', 'insecureHost']) {
    if (work.at([...path, name]) === true) work.noteOnce(name, [...path, name], 'certificates are always verified')
  }
  for (const name of ['hostname', 'subjectAltNames', 'spiffe']) {
    if (work.has([...path, name])) work.mistake([...path, name], `${name} is not part of this version`)
  }
  const file = (name: string) => {
    const text = work.text([...path, name])
    return text === undefined ? undefined : new Placed(text, [...path, name])
  }
  const members = Object.entries({ ca: file('root'), cert: file('cert'), key: file('key') })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}
