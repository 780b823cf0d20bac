import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { readHeaders } from './headers.ts'
import { readBreaker } from './health.ts'
import type { RouteType } from './kinds.ts'
import { atRoot, type Outcome, outcomeOf } from './outcomes.ts'
import { judge, judgeMembers } from './policies.ts'
import { readSaid } from './said.ts'
import { noteDetect } from './table.ts'
import { type Upstream, upstreamOf } from './upstream.ts'
import type { AgentgatewayWork } from './work.ts'

const MODELS = ['llm', 'models']

/** An entry of `llm.models`. */
export interface Model {
  readonly name: string
  readonly upstream: Upstream
  /** For virtual models alone: callers can't ask for it. */
  readonly isInternal: boolean
  /** Nothing is interpreted, on known paths neither. */
  readonly isOpaque: boolean
  /** The model to send in its place. */
  readonly rename: string | undefined
  readonly headers: Readonly<Record<string, unknown>> | undefined
  /** What makes it rest, where another can take its place. */
  readonly breaker: Readonly<Record<string, unknown>> | undefined
}

const READ: ReadonlySet<string> = new Set(
  `auth backendTLS id matches name params passthrough provider requestHeaders responseHeaders tls visibility`.split(
    ' ',
  ),
)

export function readModels(work: AgentgatewayWork): Model[] {
  const models: Model[] = []
  for (const path of work.entries(MODELS)) {
    const model = readModel(work, path)
    if (model === undefined) continue
    if (models.some(({ name, isInternal }) => name === model.name && isInternal === model.isInternal))
      work.note(path, 'not used: the entry before it has this name')
    else models.push(model)
  }
  return models
}

function readModel(work: AgentgatewayWork, path: Path): Model | undefined {
  const name = work.text([...path, 'name'])
  if (name === undefined) {
    work.mistake(path, 'name is missing', 'write name: "*" for every model')
    return undefined
  }
  if (!/^(?:\*[^*]*|[^*]*\*?)$/.test(name)) {
    work.mistake([...path, 'name'], 'one * may stand at the beginning or the end', 'write gpt-*')
    return undefined
  }
  const rename = readRename(work, path, name)
  judgeMembers(work, path, rename === '{rest}' ? new Set([...READ, 'transformation']) : READ)
  if (work.entries([...path, 'matches']).length > 0) {
    work.mistake(
      [...path, 'matches'],
      'models are chosen by their name alone',
      'write a route with headers in strait.yaml',
    )
  }
  const isInternal = work.at([...path, 'visibility']) === 'internal'
  const upstream = readUpstream(work, path)
  if (upstream === undefined) return undefined
  const sent = work.text([...path, 'params', 'model']) ?? upstream.model
  return {
    name,
    upstream,
    isInternal,
    isOpaque: isOpaque(work, [...path, 'passthrough']),
    rename: rename ?? (sent === name ? undefined : sent),
    headers: readHeaders(work, [[...path, 'requestHeaders']], [[...path, 'responseHeaders']]),
    breaker: readBreaker(work, healthPlaces(work, path)),
  }
}

/** Its own word, else that of the provider it refers to. */
function healthPlaces(work: AgentgatewayWork, path: Path): Path[] {
  const reference = work.text([...path, 'provider', 'reference'])
  const provider = reference === undefined ? undefined : providerAt(work, reference)
  return [[...path, 'health'], ...(provider === undefined ? [] : [[...provider, 'defaults', 'health']])]
}

function isOpaque(work: AgentgatewayWork, path: Path): boolean {
  const word = work.text(path)
  if (word === undefined) return false
  if (word === 'detect') noteDetect(work, path)
  else if (word !== 'opaque') work.mistake(path, 'it is neither opaque nor detect', 'write opaque')
  return true
}

/** `llmRequest.model.stripPrefix("NAME/")` where the name is `NAME/*`: what is left is what the `*` stands for. */
function readRename(work: AgentgatewayWork, path: Path, name: string): string | undefined {
  const place = [...path, 'transformation']
  const said = work.map(place)
  const text = Object.keys(said).length === 1 ? said['model'] : undefined
  const prefix =
    typeof text === 'string' ? /^llmRequest\.model\.stripPrefix\(["'](.*)["']\)$/.exec(text.trim())?.[1] : undefined
  return prefix !== undefined && name === `${prefix}*` ? '{rest}' : undefined
}

function readUpstream(work: AgentgatewayWork, path: Path): Upstream | undefined {
  const own = [...path, 'provider']
  const reference = work.text([...own, 'reference'])
  const place = reference === undefined ? path : namedProvider(work, [...own, 'reference'], reference)
  if (place === undefined) return undefined
  const defaults = [...place, 'defaults']
  if (place !== path) judgeMembers(work, defaults, READ)
  const params = [...place, 'params']
  for (const name of Object.keys(work.map(params)))
    if (/moderation|guardrail/i.test(name)) judge(work, [...params, name])
  const said = readSaid(work, {
    from: place,
    provider: [...place, 'provider'],
    params,
    form: 'params',
    overrides: params,
    name: reference ?? '',
    credentials: [
      [...params, 'apiKey'],
      [...path, 'auth'],
      [...defaults, 'auth'],
    ],
    tls: [
      [...path, 'backendTLS'],
      [...path, 'tls'],
      [...defaults, 'backendTLS'],
    ],
  })
  if (said === undefined) return undefined
  return upstreamOf(work, { ...said, model: work.text([...path, 'params', 'model']) ?? said.model })
}

function namedProvider(work: AgentgatewayWork, path: Path, name: string): Path | undefined {
  const found = providerAt(work, name)
  if (found === undefined || !isMap(work.at(found))) {
    work.mistake(path, 'there is no provider of this name', 'name one of llm.providers')
    return undefined
  }
  return found
}

function providerAt(work: AgentgatewayWork, name: string): Path | undefined {
  return work.entries(['llm', 'providers']).find((each) => work.text([...each, 'name']) === name)
}

/** What becomes of a request that asks for this model. */
export function modelOutcome(model: Model, asked: { suffix: string; type: RouteType }): Outcome {
  const { name, upstream, isOpaque, rename, headers } = model
  const type = isOpaque ? 'passthrough' : asked.type
  const known = upstream.model ?? name
  const outcome = atRoot(outcomeOf(upstream, { suffix: asked.suffix, type, model: known, rename }))
  return headers === undefined || 'adapter' in outcome ? outcome : { ...outcome, headers }
}
