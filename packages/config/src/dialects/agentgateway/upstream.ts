import { providers } from '@strait/core/providers'
import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { Credential } from './credential.ts'
import { type Format, type KindName, PRESETS, SUFFIX } from './kinds.ts'
import { addProvider, type Settings } from './providers.ts'
import type { AgentgatewayWork } from './work.ts'

/** What a file says of one provider, in whichever form. */
export interface Said {
  readonly from: Path
  readonly kind: KindName
  /** Of a provider that agentgateway knows by name. */
  readonly preset?: string | undefined
  /** What to call it. */
  readonly name: string
  /** Scheme, host and port, where the file gives them. */
  readonly origin: Placed | undefined
  readonly prefix: string | undefined
  /** Takes the place of every path. */
  readonly path: string | undefined
  readonly model: string | undefined
  readonly region: Placed | undefined
  readonly project: string | undefined
  readonly azure:
    | { readonly resource: string; readonly isFoundry: boolean; readonly version: string; readonly project: string }
    | undefined
  /** Of `custom`: what it takes, and at which path where that is one of its own. */
  readonly formats: Readonly<Partial<Record<Format, string | true>>>
  readonly credential: Credential
  readonly tls: Readonly<Record<string, unknown>> | undefined
}

/** A provider that can be called, and how. */
export interface Upstream {
  readonly provider: string
  /** What it is called where an adapter to it is named. */
  readonly word: string
  readonly model: string | undefined
  /** The path of what passes as it is, below the provider's address. */
  readonly passing: string
  /** Where requests of a format go; undefined where they would have to be translated. */
  native(format: Format, suffix: string, model: string | undefined): Native | undefined
}

export interface Native {
  readonly provider: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

/** The whole path, as the client wrote it. */
export const AS_SENT = '{path}'

export function upstreamOf(work: AgentgatewayWork, said: Said): Upstream {
  const preset = said.preset === undefined ? undefined : PRESETS[said.preset]
  const presetUrl = preset === undefined ? undefined : new URL(preset.url)
  const hasAddress = said.origin !== undefined || said.path !== undefined
  const prefix = said.prefix ?? (hasAddress ? undefined : presetUrl && withoutSlash(presetUrl.pathname))
  const type = preset === undefined ? said.kind : (preset.type ?? (said.preset as string))
  const origin = said.origin ?? (presetUrl && new Placed(presetUrl.origin, said.from)) ?? homeOf(said)
  const called = (path: string | undefined): string =>
    addProvider(work, settingsOf(said, type, withPath(origin, path)), said.name, said.from)
  const provider = called(prefix)
  const formats = { ...preset?.formats, ...said.formats }
  const strips = said.kind === 'openai' || said.kind === 'anthropic' || /\/v\d+$/.test(prefix ?? '')
  const passing = said.path ?? (prefix !== undefined && strips ? '{unversioned}' : AS_SENT)
  const find = finderOf({ ...said, prefix, formats })
  return {
    provider,
    word: said.preset ?? said.kind,
    model: said.model,
    passing,
    native(format, suffix, model) {
      // Claude's body as Vertex takes it names no model: for all others it is another format.
      if (RAW.test(suffix)) return said.kind === 'vertex' ? { provider, path: passing } : undefined
      const found = find(format, model)
      if (found === undefined) return undefined
      if (said.path !== undefined) return { provider, path: said.path }
      const { path, query, atRoot } = found
      if (path === undefined) return { provider, path: passing }
      return {
        provider: atRoot && prefix ? called(undefined) : provider,
        path,
        ...(query === undefined ? {} : { query }),
      }
    },
  }
}

interface Place {
  /** Below the provider's address; undefined where the path goes as it came. */
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  /** Below its host. */
  readonly atRoot?: boolean
}

type Finder = (format: Format, model: string | undefined) => Place | undefined

const RAW = /:(?:rawPredict|streamRawPredict)$/
const AS_IT_CAME: Place = {}

function finderOf(said: Said): Finder {
  const { kind, prefix } = said
  // Another host, and no word of its paths: they go as they came.
  const own = said.origin !== undefined && prefix === undefined && kind !== 'custom'
  const at = (format: Format, version: string): Place =>
    own ? AS_IT_CAME : { path: `${prefix === undefined ? version : ''}${SUFFIX[format]}` }
  switch (kind) {
    case 'openai':
      return (format) => {
        if (format === 'realtime') return AS_IT_CAME
        return ['completions', 'embeddings', 'rerank', 'responses'].includes(format) ? at(format, '/v1') : undefined
      }
    case 'anthropic':
      return (format) => (['messages', 'anthropicTokenCount'].includes(format) ? at(format, '/v1') : undefined)
    case 'gemini':
      return (format) => {
        if (format === 'generateContent' || format === 'geminiCountTokens') return AS_IT_CAME
        if (format !== 'completions' && format !== 'embeddings') return undefined
        return own ? AS_IT_CAME : { path: `/v1beta/openai${SUFFIX[format]}` }
      }
    case 'vertex':
      return (format) => onVertex(said, format)
    case 'azure':
      return (format, model) => (own ? AS_IT_CAME : onAzure(said, format, model))
    case 'bedrock':
      return () => undefined
    case 'custom':
      return (format) => onCustom(said, format)
    default:
      return kind satisfies never
  }
}

function onCustom({ formats, prefix }: Said, format: Format): Place | undefined {
  const path = formats[format]
  if (path === undefined) return undefined
  if (typeof path === 'string') return { path, atRoot: true }
  const suffix = SUFFIX[format]
  return suffix === undefined ? AS_IT_CAME : { path: `${prefix === undefined ? '/v1' : ''}${suffix}` }
}

function onVertex({ project, region, model }: Said, format: Format): Place | undefined {
  if (format === 'generateContent' || format === 'geminiCountTokens') return AS_IT_CAME
  if (format !== 'completions' || project === undefined || model?.startsWith('claude')) return undefined
  const location = typeof region?.value === 'string' ? region.value : 'global'
  return { path: `/v1/projects/${project}/locations/${location}/endpoints/openapi/chat/completions` }
}

function onAzure({ azure }: Said, format: Format, model: string | undefined): Place | undefined {
  const suffix = SUFFIX[format]
  if (azure === undefined || suffix === undefined) return undefined
  const { isFoundry, version, project } = azure
  if (format === 'messages' || format === 'anthropicTokenCount') {
    return isFoundry && model?.startsWith('claude') ? { path: `/anthropic/v1${suffix}` } : undefined
  }
  if (format === 'rerank') return undefined
  if (isFoundry) return { path: `/api/projects/${project}/openai/v1${suffix}` }
  if (version === 'v1') return { path: `/openai/v1${suffix}` }
  const query = { 'api-version': version }
  if (version === 'preview') return { path: `/openai/v1${suffix}`, query }
  if (format === 'responses') return { path: '/openai/responses', query }
  // A dated version names the deployment in the path, so that it has to be known.
  if (model === undefined || model.includes('*')) return undefined
  return { path: `/openai/deployments/${encodeURIComponent(model)}${suffix}`, query }
}

/** Where a provider lives that the file gives no address: its host, since paths go on whole. */
function homeOf({ kind, region, azure, prefix, from }: Said): Placed | undefined {
  const at = region?.from ?? from
  switch (kind) {
    case 'openai':
      return new Placed('https://api.openai.com', from)
    case 'azure': {
      const suffix = azure?.isFoundry ? 'services.ai.azure.com' : 'openai.azure.com'
      return azure === undefined ? undefined : new Placed(`https://${azure.resource}.${suffix}`, from)
    }
    case 'vertex':
      return new Placed(vertexHost(typeof region?.value === 'string' ? region.value : 'global'), at)
    case 'anthropic':
    case 'gemini':
    case 'bedrock':
    case 'custom': {
      // As it is known here, unless the file puts something behind it.
      const known = providers.get(kind)
      const home = known?.url ?? known?.region?.url.replace('{region}', String(region?.value))
      return prefix === undefined || home === undefined ? undefined : new Placed(home, from)
    }
    default:
      return kind satisfies never
  }
}

function vertexHost(region: string): string {
  if (region === 'global') return 'https://aiplatform.googleapis.com'
  if (region === 'us' || region === 'eu') return `https://aiplatform.${region}.rep.googleapis.com`
  return `https://${region}-aiplatform.googleapis.com`
}

function settingsOf(said: Said, type: string, url: Placed | undefined): Settings {
  const { credential, region, tls, kind } = said
  const isBedrock = kind === 'bedrock' && url === undefined
  return {
    type,
    url,
    ...(kind === 'bedrock' && region !== undefined ? { region, ...(isBedrock ? { regions: [region] } : {}) } : {}),
    ...credential,
    ...(tls === undefined || Object.keys(tls).length === 0 ? {} : { tls }),
  }
}

function withPath(origin: Placed | undefined, path: string | undefined): Placed | undefined {
  if (origin === undefined || path === undefined) return origin
  return new Placed(`${String(origin.value)}${path}`, origin.from)
}

export function withoutSlash(path: string): string | undefined {
  const tidy = path.replace(/\/+$/, '')
  return tidy === '' ? undefined : tidy
}
