import { isObject } from '../../json/is-object.ts'
import { Secret } from '../../secret.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** Where the answer does not say, or says nonsense (RFC 6749 5.1 only recommends it). */
const UNKNOWN_LIFE = 5 * 60_000
const LONGEST_LIFE = 24 * 3_600_000
const LONGEST_TOKEN = 32_000

/** A token endpoint's answer (RFC 6749 5.1 and 5.2). `sent` is the form it got. */
export function readToken(status: number, body: Uint8Array, sent: URLSearchParams): TokenOutcome {
  const members = parse(body)
  if (status !== 200) return failed(`the token endpoint answered ${status}${errorOf(members, sent)}`)
  const { access_token: token, token_type: type = 'Bearer', expires_in } = members
  // RFC 6750 2.1: visible ASCII without blanks; anything else would break the header that carries it.
  const usable = typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) && token.length <= LONGEST_TOKEN
  if (!usable || typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    return failed('the token endpoint answered without a bearer token')
  }
  return { kind: 'token', token: new Secret(token, 'token endpoint'), life: lifeOf(expires_in) }
}

/** Older endpoints give the number as text. */
function lifeOf(expiresIn: unknown): number {
  const text = typeof expiresIn === 'string' && expiresIn.trim() !== ''
  const seconds = typeof expiresIn === 'number' || text ? Number(expiresIn) : Number.NaN
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_LIFE) : UNKNOWN_LIFE
}

/** Codes are words joined by `_`. The descriptions beside them are not repeated, nor is anything that we had sent. */
function errorOf({ error }: Record<string, unknown>, sent: URLSearchParams): string {
  if (typeof error !== 'string' || !/^[a-z]+(?:_[a-z]+)*$/.test(error) || error.length > 40) return ''
  for (const value of sent.values()) if (value.includes(error) || error.includes(value)) return ''
  return ` (${error})`
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function failed(says: string): TokenOutcome {
  return { kind: 'failed', says, wait: 0, cause: undefined }
}
