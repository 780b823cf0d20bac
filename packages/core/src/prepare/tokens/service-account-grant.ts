import { type Base, parseBase } from '../path.ts'
import { importSigningKey, signJwt } from './jwt.ts'
import type { ServiceAccount } from './service-account.ts'
import type { TokenGrant } from './token-grant.ts'

export interface ServiceAccountOptions {
  /** The operator's own say, whatever the account's `token_uri` is. */
  readonly tokenUrl?: Base | undefined
}

const ENDPOINT = 'https://oauth2.googleapis.com/token'
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** The longest that Google takes, and what its clock may be behind ours. */
const LIFE_S = 3600
const SKEW_S = 10

/** Google Identity, "Using OAuth 2.0 for Server to Server Applications": a signed JWT for a token (RFC 7523). */
export function serviceAccountGrant(account: ServiceAccount, { tokenUrl }: ServiceAccountOptions = {}): TokenGrant {
  const base = tokenUrl ?? googleEndpoint(account.tokenUri)
  const target = base.written + base.query
  const { clientEmail, privateKeyId, privateKey } = account
  let key: Promise<CryptoKey> | undefined
  return {
    identity: ['google', base.origin, target, clientEmail, privateKeyId ?? '', privateKey.reveal(), SCOPE],
    endpoint: { base, target },
    async form(now) {
      key ??= importSigningKey(privateKey)
      const iat = Math.floor(now / 1000) - SKEW_S
      // The audience is Google's own name for the endpoint, also where it is reached at another address.
      const claims = { iss: clientEmail, scope: SCOPE, aud: ENDPOINT, iat, exp: iat + LIFE_S }
      const assertion = await signJwt({ kid: privateKeyId, claims }, await key)
      return new URLSearchParams({ grant_type: GRANT_TYPE, assertion })
    },
  }
}

/** An account's JSON may come from a caller: what it signs goes to Google and nowhere else. */
function googleEndpoint(uri: string | undefined): Base {
  const base = parseBase(uri ?? ENDPOINT)
  return base.kind === 'ok' && isGoogles(base) ? base : (parseBase(ENDPOINT) as Base)
}

function isGoogles({ scheme, host, port }: Base): boolean {
  if (scheme !== 'https' || port !== 443) return false
  return host === 'accounts.google.com' || host.endsWith('.googleapis.com')
}
