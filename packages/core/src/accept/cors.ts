import type { Fields } from '../web/fields.ts'
import { isListedOrigin } from './browser.ts'

/** Off unless the operator turns it on. */
export type Cors = {
  /** Lower case; `*` is all. */
  readonly origins: ReadonlySet<string>
  /** undefined: what the page asks for. */
  readonly methods: string | undefined
  readonly headers: string | undefined
  /** Answer headers a page may read; undefined: all. */
  readonly expose: string | undefined
  readonly credentials: boolean
  /** How long a browser may remember the answer to a preflight. */
  readonly maxAgeSeconds: number
}

/** Where Strait answers CORS, the upstream's own words on it would stand beside ours and break both. */
export const corsNames: ReadonlySet<string> = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-allow-private-network',
  'access-control-expose-headers',
  'access-control-max-age',
])

/** The header lines of a preflight's answer (204), or undefined where this OPTIONS is no preflight of a listed origin. */
export function preflight(fields: Fields, cors: Cors): string[] | undefined {
  const origin = fields.get('origin')
  const method = fields.get('access-control-request-method')
  if (origin === undefined || method === undefined || !isListedOrigin(origin, cors.origins)) return undefined
  const lines = ['access-control-allow-origin', origin, 'access-control-allow-methods', cors.methods ?? method]
  const headers = cors.headers ?? fields.get('access-control-request-headers')
  if (headers !== undefined) lines.push('access-control-allow-headers', headers)
  if (cors.credentials) lines.push('access-control-allow-credentials', 'true')
  // Chrome asks this before a public page may talk to a private address.
  if (fields.get('access-control-request-private-network') === 'true') {
    lines.push('access-control-allow-private-network', 'true')
  }
  lines.push('access-control-max-age', String(cors.maxAgeSeconds))
  lines.push('vary', 'origin, access-control-request-method, access-control-request-headers')
  return lines
}

/** The header lines that let the page of a listed origin read an answer; none for others. */
export function corsHeaders(origin: string | undefined, cors: Cors): string[] {
  // Caches must tell origins apart even where this one gets nothing.
  if (origin === undefined || !isListedOrigin(origin, cors.origins)) return ['vary', 'origin']
  const lines = ['access-control-allow-origin', origin, 'access-control-expose-headers', cors.expose ?? '*']
  // With credentials `*` is a header of that name (Fetch 3.2.5), so nothing is lost by naming ours.
  if (cors.credentials) lines.push('access-control-allow-credentials', 'true')
  return [...lines, 'vary', 'origin']
}
