import type { Fields } from '../web/fields.ts'
import type { CompiledHeaderRules } from '../web/header-rules.ts'
import { hopByHop, namedByConnection } from '../web/hop-by-hop.ts'

export type ResponseHeaderOptions = {
  /** Fields that Strait answers itself (CORS, where it is on); lower case. */
  readonly removeNames?: ReadonlySet<string> | undefined
  readonly rules?: CompiledHeaderRules | undefined
  /** True only where trailers really follow: an announcement without them makes clients wait or complain. */
  readonly trailersFollow?: boolean
}

/** Fields that end here, whether Connection names them or not. */
const STOPPED: ReadonlySet<string> = new Set([...hopByHop, 'proxy-authentication-info', 'te'])

/** Ours alone: no provider may forge an error code, a cost or a request id. */
const OWN_PREFIX = 'x-strait-'

/**
 * The header lines to hand to the client, flat: all others as the upstream sent them, in order, in their spelling,
 * every `set-cookie` on its own line, `content-length` and `content-encoding` untouched. The caller appends ours.
 */
export function forwardResponseHeaders(fields: Fields, options: ResponseHeaderOptions): string[] {
  const { flat, names } = fields
  const { removeNames, rules, trailersFollow } = options
  const named = namedByConnection(fields)
  // As long as what came: a list that grows by steps leaves one list behind at each.
  const kept = new Array<string>(flat.length)
  let at = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (STOPPED.has(name) || name.startsWith(OWN_PREFIX)) continue
    if (removeNames?.has(name) || rules?.dropped.has(name)) continue
    if (name === 'trailer' ? !trailersFollow : named?.has(name)) continue
    kept[at++] = flat[2 * i] as string
    kept[at++] = flat[2 * i + 1] as string
  }
  kept.length = at
  if (rules !== undefined) for (const part of rules.appended) kept.push(part)
  return kept
}
