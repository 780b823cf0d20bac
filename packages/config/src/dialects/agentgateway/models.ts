import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { readHeaders } from './headers.ts'
import type { RouteType } from './kinds.ts'
import { atRoot, type Outcome, outcomeOf } from './outcomes.ts'
import { judge, judgeMembers } from './policies.ts'
import { readSaid } from './said.ts'
import { noteDetect } from './table.ts'
import { type Upstream, upstreamOf } from './upstream.ts'
import type { Work } from './work.ts'

const MODELS = ['llm', 'models']

/** An entry of `llm.models` that callers can ask for. */
export interface Model {
  readonly name: string
  /** Undefined for a virtual one. */
  readonly upstream: Upstream | undefined
  /** Nothing is interpreted, on known paths neither. */
  readonly isOpaque: boolean
  /** The model to send in its place. */
  readonly rename: string | undefined
  readonly headers: Readonly<Record<string, unknown>> | undefined
  readonly listed: boolean
}

const READ: ReadonlySet<string> = new Set(
  `auth backendTLS id matches name params passthrough provider requestHeaders responseHeaders tls visibility`.split(
    ' ',
  ),
)

export function readModels(work: Work): Model[] {
  const models: Model[] = []
  for (const path of work.entries(MODELS)) {
    const model = readModel(work, path)
    if (model === undefined) continue
    if (models.some(({ name }) => name === model.name)) work.note(path, 'not used: the entry before it has this name')
    else models.push(model)
  }
  for (const path of work.entries(['llm', 'virtualModels'])) {
    const name = work.text([...path, 'name'])
    if (name === undefined) continue
    work.noteOnce('virtualModels', path, 'virtual models are not part of this version: their names answer 501')
    models.push({ name, upstream: undefined, isOpaque: false, rename: undefined, headers: undefined, listed: true })
  }
  return models
}

function readModel(work: Work, path: Path): Model | undefined {
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
  if (upstream === undefined || isInternal) return undefined
  const sent = work.text([...path, 'params', 'model']) ?? upstream.model
  return {
    name,
    upstream,
    isOpaque: isOpaque(work, [...path, 'passthrough']),
    rename: rename ?? (sent === name ? undefined : sent),
    headers: readHeaders(work, [[...path, 'requestHeaders']], [[...path, 'responseHeaders']]),
    listed: true,
  }
}

function isOpaque(work: Work, path: Path): boolean {
  const word = work.text(path)
  if (word === undefined) return false
  if (word === 'detect') noteDetect(work, path)
  else if (word !== 'opaque') work.mistake(path, 'it is neither opaque nor detect', 'write opaque')
  return true
}

/** `llmRequest.model.stripPrefix("NAME/")` where the name is `NAME/*`: what is left is what the `*` stands for. */
function readRename(work: Work, path: Path, name: string): string | undefined {
  const place = [...path, 'transformation']
  const said = work.map(place)
  const text = Object.keys(said).length === 1 ? said['model'] : undefined
  const prefix =
    typeof text === 'string' ? /^llmRequest\.model\.stripPrefix\(["'](.*)["']\)$/.exec(text.trim())?.[1] : undefined
  return prefix !== undefined && name === `${prefix}*` ? '{rest}' : undefined
}

function readUpstream(work: Work, path: Path): Upstream | undefined {
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

function namedProvider(work: Work, path: Path, name: string): Path | undefined {
  const found = work.entries(['llm', 'providers']).find((each) => work.text([...each, 'name']) === name)
  if (found === undefined || !isMap(work.at(found))) {
    work.mistake(path, 'there is no provider of this name', 'name one of llm.providers')
    return undefined
  }
  return found
}

/** What becomes of a request that asks for this model. */
export function modelOutcome(model: Model, asked: { suffix: string; type: RouteType }): Outcome {
  const { name, upstream, isOpaque, rename, headers } = model
  if (upstream === undefined) return { adapter: `virtualModels.${name.replace(/[^\x21-\x7e]/g, '-')}` }
  const type = isOpaque ? 'passthrough' : asked.type
  const known = upstream.model ?? name
  const outcome = atRoot(outcomeOf(upstream, { suffix: asked.suffix, type, model: known, rename }))
  return headers === undefined || 'adapter' in outcome ? outcome : { ...outcome, headers }
}
