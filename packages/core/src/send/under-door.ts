import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { PASS, Passes } from '../passes.ts'
import { unversioned } from '../prepare/path.ts'
import { inAny } from '../web/cidr.ts'
import { parseIp } from '../web/ip.ts'
import type { Target } from './target.ts'

/** The answer's lines, with addresses of the provider's own under the door that the client came by. */
export function underDoor(headers: readonly string[], exchange: Admitted, target: Target, kit: Kit): readonly string[] {
  const { answerUrls } = target
  if (answerUrls === undefined) return headers
  const lines = [...headers]
  for (let i = 0; i < lines.length; i += 2) {
    if (!answerUrls.headers.includes((lines[i] as string).toLowerCase())) continue
    const led = underDoorAt(lines[i + 1] as string, exchange, target, kit)
    if (led !== undefined) lines[i + 1] = withPass(led, exchange, kit)
  }
  return lines
}

/** One address as the client can call it; undefined where that can't be, or it is another's. */
export function underDoorAt(url: string, exchange: Admitted, target: Target, kit: Kit): string | undefined {
  const rest = restOf(url, target)
  return rest === undefined ? undefined : addressOf(rest, exchange, kit)
}

const URL_SHAPE = /^(https?:\/\/[^/?#]+)(\/[^?#]*)(\?[^#]*)?$/i

/** What has to follow the door for this address to be called; undefined where it can't be, or is another's. */
function restOf(url: string, { answerUrls, join, place }: Target): string | undefined {
  const [, authority = '', path = '', query = ''] = URL_SHAPE.exec(url) ?? []
  const origin = originOf(authority)
  if (origin === undefined) return undefined
  const base = place.kind === 'fixed' ? place.base : undefined
  if (join.kind !== 'provider' && join.kind !== 'versioned' && join.kind !== 'rest') return undefined
  if (origin !== base?.origin) return origin === answerUrls?.home ? path + query : undefined
  const below = join.kind === 'versioned' ? unversioned(base) : base.path
  return path.startsWith(`${below}/`) ? path.slice(below.length) + query : undefined
}

function originOf(authority: string): string | undefined {
  // Userinfo is for whoever wrote it, and not to be handed on under another name.
  if (authority === '' || authority.includes('@')) return undefined
  try {
    return new URL(authority).origin
  } catch {
    return undefined
  }
}

/** The address as the client can call it: scheme, host and door as it wrote them. */
function addressOf(rest: string, exchange: Admitted, kit: Kit): string | undefined {
  const { arrival, path, match } = exchange
  const host = arrival.fields.get('host')
  if (host === undefined || !path.endsWith(match.rest)) return undefined
  return `${schemeOf(exchange, kit)}://${host}${path.slice(0, path.length - match.rest.length)}${rest}`
}

/** Not every SDK shows its key again at an address that a header gave it. */
function withPass(url: string, { caller }: Admitted, { plan, runtime, state }: Kit): string {
  if (plan.keys === undefined || caller.kind !== 'key') return url
  const target = url.slice(url.indexOf('/', url.indexOf('//') + 2))
  const pass = Passes.of(state).issue(target, caller.name, plan.keys, runtime.clock())
  return `${url}${url.includes('?') ? '&' : '?'}${PASS}=${pass}`
}

/** What a trusted proxy in front of us says it was called with, else how the listener was. */
function schemeOf({ arrival }: Admitted, { plan }: Kit): string {
  const peer = plan.trustedProxies.length === 0 ? undefined : parseIp(arrival.peer)
  if (peer === undefined || !inAny(peer, plan.trustedProxies)) return arrival.scheme
  // The nearest proxy wrote the last of them.
  const said = arrival.fields.all('x-forwarded-proto').join(',').split(',').at(-1)?.trim().toLowerCase()
  return said === 'https' || said === 'http' ? said : arrival.scheme
}
