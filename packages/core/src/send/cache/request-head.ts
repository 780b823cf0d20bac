import type { Admitted } from '../../exchange.ts'
import { namedByConnection } from '../../web/hop-by-hop.ts'
import { dropQueryPair } from '../../web/mask.ts'
import type { CacheRules } from './rules.ts'
import { credentialHeaders, credentialParameters, isVolatile } from './uncounted.ts'

type HeadRules = Pick<CacheRules, 'identity' | 'share' | 'steering'>

/**
 * What tells one request from another, but for its body, as one text: two that may not get the same answer never have
 * the same. Parts stand in lines, and no part can hold a line break: texts of the config are in JSON, the rest came in
 * a request's head. It holds the credentials as they were sent: it is there to be digested, and for nothing else.
 */
export function requestHead(exchange: Admitted, rules: HeadRules): string {
  const { arrival, match, path } = exchange
  const identity = typeof rules.identity === 'string' ? rules.identity : rules.identity(exchange)
  // Addresses in an answer may have been led under the name that the client called.
  const place = `${arrival.scheme} ${arrival.fields.get('host') ?? ''}`
  const asked = `${arrival.method} ${path}${queryOf(exchange, rules.share)}`
  const whose = rules.share ? 'everybody' : callerOf(exchange)
  const who = JSON.stringify([match.route.door, match.route.name, identity, whose])
  return `${who}\n${place}\n${asked}\n${headersOf(exchange, rules)}\n`
}

function callerOf({ caller }: Admitted): readonly string[] {
  return caller.kind === 'key' ? ['key', caller.name] : [caller.kind]
}

function queryOf({ query, carriers }: Admitted, share: boolean): string {
  if (!share || query.length <= 1) return query
  let rest = query
  for (const name of credentialParameters) rest = dropQueryPair(rest, name)
  for (const { kind, name } of carriers) if (kind === 'query') rest = dropQueryPair(rest, name)
  return rest
}

/** By name, whatever their order; lines of one name stay in theirs, which means something (RFC 9110 5.3). */
function headersOf(exchange: Admitted, rules: HeadRules): string {
  const { fields } = exchange.arrival
  const { names } = fields
  const counted = countedIn(exchange, rules)
  const lines: number[] = []
  for (let i = 0; i < names.length; i++) if (counted(names[i] as string)) lines.push(i)
  lines.sort((a, b) => compare(names[a] as string, names[b] as string) || a - b)
  let text = ''
  for (const i of lines) text += `${names[i]}:${fields.value(i)}\n`
  return text
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a header (lower case) tells this request from others. */
export function countedIn(exchange: Admitted, { share, steering }: HeadRules): (name: string) => boolean {
  const { arrival, carriers } = exchange
  const steers = steering?.(exchange)
  // What it names goes no further, and may have steered before.
  const names = namedByConnection(arrival.fields) !== undefined
  return (name) => {
    if (steers?.(name) || (names && name === 'connection')) return true
    if (isVolatile(name)) return false
    if (!share) return true
    return (
      !credentialHeaders.has(name) && !carriers.some((carrier) => carrier.kind === 'header' && carrier.name === name)
    )
  }
}
