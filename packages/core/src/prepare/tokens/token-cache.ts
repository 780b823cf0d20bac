import { BoundedMap } from '../../web/bounded-map.ts'
import { KeptToken } from './kept-token.ts'
import type { TokenGrant } from './token-grant.ts'

/** Callers may bring credentials of their own: what is not asked for any more makes room. */
const MOST = 1_000

/** Tokens by the fingerprint of their credential. Outlives reloads; a changed credential has another fingerprint. */
export class TokenCache {
  readonly #tokens = new BoundedMap<string, KeptToken>(MOST)

  of(fingerprint: string, grant: TokenGrant): KeptToken {
    const token = this.#tokens.get(fingerprint) ?? new KeptToken(grant)
    // Last used, last out.
    this.#tokens.set(fingerprint, token)
    return token
  }
}
