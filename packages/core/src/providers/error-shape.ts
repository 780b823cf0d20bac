import type { Fields } from '../web/fields.ts'
import { detect, detectBare } from './detect.ts'
import { providers } from './index.ts'
import type { ErrorShape, RequestHead } from './provider.ts'

const all = [...providers.values()]

/** Headers that only one family of SDKs sends. */
const TELLTALES: readonly (readonly [name: string, shape: ErrorShape])[] = [
  ['anthropic-version', 'anthropic'],
  ['x-goog-api-client', 'gemini'],
  ['x-goog-api-key', 'gemini'],
  ['amz-sdk-invocation-id', 'aws'],
  ['x-stainless-lang', 'openai'],
]

/**
 * In which shape to refuse a request that matched no route: its path or its headers tell which SDK made it. `target`
 * may still have its query, and an origin in front.
 */
export function errorShapeOf(target: string, fields: Fields): ErrorShape {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  const question = local.indexOf('?')
  const path = question < 0 ? local : local.slice(0, question)
  const head = { method: 'POST', path, query: local.slice(path.length), fields }
  const end = path.indexOf('/', 1)
  const first = end < 0 ? path.slice(1) : path.slice(1, end)
  const rest = end < 0 ? '' : path.slice(end)
  const named = providers.get(first)
  if (named !== undefined) return detect(named, 'POST', rest).errors
  return shapeOfPath(head) ?? shapeOfPath({ ...head, path: rest }) ?? shapeOfCaller(fields)
}

/** The second time without the first segment, which may be the name of a door that is closed. */
function shapeOfPath(head: RequestHead): ErrorShape | undefined {
  const found = detectBare(head, all)
  return found === undefined ? undefined : detect(found.provider, head.method, head.path).errors
}

function shapeOfCaller(fields: Fields): ErrorShape {
  if (fields.get('authorization')?.startsWith('AWS4-HMAC-SHA256')) return 'aws'
  for (const [name, shape] of TELLTALES) if (fields.has(name)) return shape
  return 'plain'
}
