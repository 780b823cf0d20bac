import type { Base } from '../path.ts'

/** One way of coming to an access token (RFC 6749 1.3): where to ask, and with what. */
export interface TokenGrant {
  /** All that tells this credential from another, its secret included: only a hash of it is kept. */
  readonly identity: readonly string[]
  readonly endpoint: TokenEndpoint
  /** The form to post; `now` in ms since the epoch. Rejects where the credential can't be used. */
  form(now: number): URLSearchParams | Promise<URLSearchParams>
}

export interface TokenEndpoint {
  readonly base: Base
  /** Path and query. */
  readonly target: string
}
