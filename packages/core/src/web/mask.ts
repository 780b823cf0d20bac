import { percentDecoded } from './percent.ts'
/** What stands in the place of a secret. Its length is fixed: a secret's own is a hint. */
export const MASK = '***'

/** Names that carry credentials, by what people call such fields. `x-portkey-config` is JSON with keys inside. */
const SECRET_NAME =
  /token|secret|key|passw|auth|credential|signature|cookie|session|jwt|assertion|oidc|x-portkey-(?:config|default-headers|vertex-service-account-json)|x-bf-vk/

/** Counters about tokens, in every provider's answers; reading them is what logs are for. */
const RATE_LIMIT_NAME = /ratelimit|rate-limit/

/** Words in front of a credential that may be shown. Anything else in that place may be the credential itself. */
const SCHEME = /^(?:bearer|basic|digest|negotiate|apikey|token|aws4-hmac-sha256)(?= )/i

/** Query parameters of providers that never hold a secret. All others are masked. */
const HARMLESS_QUERY: ReadonlySet<string> = new Set(['alt', 'api-version', 'beta', 'limit', 'stream'])

/** Values that are URLs: their queries carry signatures and keys. */
const URL_FIELDS: ReadonlySet<string> = new Set(['content-location', 'location', 'referer'])

/** A copy of the header lines that may be logged or shown. `secretNames` (lower case) adds the operator's own. */
export function maskHeaders(flat: readonly string[], secretNames?: ReadonlySet<string>): string[] {
  const masked: string[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    masked.push(name, maskValue(name.toLowerCase(), flat[i + 1] as string, secretNames))
  }
  return masked
}

/** A request target or URL that may be logged: userinfo, fragment and all query values but the harmless ones masked. */
export function maskTarget(target: string): string {
  const hash = target.indexOf('#')
  const whole = hash < 0 ? target : target.slice(0, hash)
  const question = whole.indexOf('?')
  const place = (question < 0 ? whole : whole.slice(0, question)).replace(
    /^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i,
    `$1${MASK}@`,
  )
  const query =
    question < 0
      ? ''
      : `?${whole
          .slice(question + 1)
          .split('&')
          .map(maskPair)
          .join('&')}`
  return place + query + (hash < 0 ? '' : `#${MASK}`)
}

/**
 * The query without the pairs of that name, in whatever spelling, and with every other byte as it was. `query` has
 * its `?` in front or is empty; the `?` goes with the last pair.
 */
export function dropQueryPair(query: string, name: string): string {
  if (!query.includes('%') && !query.includes(name)) return query
  const pairs = query.slice(1).split('&')
  const kept = pairs.filter((pair) => pairName(pair) !== name)
  if (kept.length === pairs.length) return query
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function maskValue(name: string, value: string, secretNames: ReadonlySet<string> | undefined): string {
  if (name === 'authorization' || name === 'proxy-authorization') {
    const scheme = SCHEME.exec(value)
    return scheme === null ? MASK : `${scheme[0]} ${MASK}`
  }
  if (secretNames?.has(name)) return MASK
  if (name === 'sec-websocket-protocol') return value.split(',').map(maskSubprotocol).join(',')
  if (URL_FIELDS.has(name)) return maskTarget(value)
  return SECRET_NAME.test(name) && !RATE_LIMIT_NAME.test(name) ? MASK : value
}

/** Pages put keys among them, for want of headers: only what is too short for one is shown. */
function maskSubprotocol(name: string): string {
  return /^\s*[a-z0-9-]{1,12}\s*$/i.test(name) ? name : ` ${MASK}`
}

/** A pair without `=` may be a secret as a whole. */
function maskPair(pair: string): string {
  if (pair === '' || HARMLESS_QUERY.has(pairName(pair))) return pair
  const equals = pair.indexOf('=')
  return equals < 0 ? MASK : `${pair.slice(0, equals)}=${MASK}`
}

function pairName(pair: string): string {
  const equals = pair.indexOf('=')
  return percentDecoded(equals < 0 ? pair : pair.slice(0, equals))
}
