import type { Fields } from '../web/fields.ts'
import type { CompiledHeaderRules } from '../web/header-rules.ts'
import { hopByHop, namedByConnection } from '../web/hop-by-hop.ts'

export type RequestHeaderOptions = {
  /** Credential carriers that Strait consumed or replaces; lower case. */
  readonly removeNames?: ReadonlySet<string> | undefined
  readonly rules?: CompiledHeaderRules | undefined
  /** True only where trailers really follow the body. */
  readonly trailersFollow?: boolean
}

/** Fields that end here, whether Connection names them or not. */
const STOPPED: ReadonlySet<string> = new Set([
  // `te` is looked at by itself.
  ...hopByHop,
  // Answered here (RFC 9110 10.1.1), or written anew for the upstream by the transport.
  'content-length',
  'expect',
  'host',
])

/** What steers Strait or one of the gateways whose dialects it speaks, some with keys in it: never a provider's. */
const CONTROL_PREFIXES = ['x-strait-', 'x-portkey-', 'x-bf-', 'x-litellm-', 'litellm_'] as const

/**
 * The header lines to send upstream, flat: all others as sent, in order, in their spelling, repeated lines apart.
 * `host` and framing are added by the transport, credentials by their provider.
 */
export function forwardRequestHeaders(fields: Fields, options: RequestHeaderOptions): string[] {
  const { flat, names } = fields
  const { removeNames, rules, trailersFollow } = options
  const named = namedByConnection(fields)
  const only = rules?.only
  // As long as what came: a list that grows by steps leaves one list behind at each.
  const kept = new Array<string>(flat.length)
  let at = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (STOPPED.has(name) || isControl(name) || removeNames?.has(name) || rules?.dropped.has(name)) continue
    if (only !== undefined && !only.has(name)) continue
    if (name === 'te') {
      if (!asksForTrailers(fields.value(i))) continue
      kept[at++] = flat[2 * i] as string
      kept[at++] = 'trailers'
      continue
    }
    if (name === 'trailer' && !trailersFollow) continue
    if (named?.has(name)) continue
    kept[at++] = flat[2 * i] as string
    kept[at++] = flat[2 * i + 1] as string
  }
  kept.length = at
  if (rules !== undefined) for (const part of rules.appended) kept.push(part)
  return kept
}

function isControl(name: string): boolean {
  const first = name.charCodeAt(0)
  if (first !== 0x78 && first !== 0x6c) return false
  for (const prefix of CONTROL_PREFIXES) if (name.startsWith(prefix)) return true
  return false
}

/** RFC 9110 10.1.4: `trailers` is the one member that a proxy may promise on; codings are between neighbours. */
function asksForTrailers(te: string): boolean {
  if (te === 'trailers') return true
  return te.split(',').some((member) => member.trim().toLowerCase() === 'trailers')
}
