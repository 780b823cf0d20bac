import { GatewayError } from '../../errors.ts'
import type { Kit } from '../../kit.ts'
import type { Secret } from '../../secret.ts'
import type { State } from '../../state.ts'
import { utf8 } from '../../web/bytes.ts'
import { hex, sha256 } from '../../web/digest.ts'
import type { KeptToken } from './kept-token.ts'
import { TokenCache } from './token-cache.ts'
import type { TokenGrant } from './token-grant.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** Where a target's access token comes from. */
export interface TokenSource {
  /** A promise only where somebody has to wait; it rejects with `token_failed`. */
  get(kit: Kit): Secret | Promise<Secret>
  /** The provider answered 401 to a request with these headers. */
  refused(headers: readonly string[], kit: Kit): void
}

/** `label` is how the config calls the provider: a failure names it. */
export function createTokenSource(label: string, grant: TokenGrant): TokenSource {
  return new GrantedSource(label, grant)
}

/** The token itself is kept in `State`; here stands only the way to it, found once. */
class GrantedSource implements TokenSource {
  readonly #label: string
  readonly #grant: TokenGrant
  #state: State | undefined
  #kept: KeptToken | undefined

  constructor(label: string, grant: TokenGrant) {
    this.#label = label
    this.#grant = grant
  }

  get(kit: Kit): Secret | Promise<Secret> {
    if (this.#kept === undefined || this.#state !== kit.state) return this.#first(kit)
    const token = this.#kept.get(kit)
    return token instanceof Promise ? token.then((outcome) => this.#judge(outcome)) : token
  }

  refused(headers: readonly string[], kit: Kit): void {
    if (this.#state === kit.state) this.#kept?.refused(headers, kit)
  }

  async #first(kit: Kit): Promise<Secret> {
    const fingerprint = hex(await sha256(utf8(JSON.stringify(this.#grant.identity))))
    const kept = kit.state.part('tokens', () => new TokenCache()).of(fingerprint, this.#grant)
    this.#kept = kept
    this.#state = kit.state
    const token = kept.get(kit)
    return token instanceof Promise ? this.#judge(await token) : token
  }

  #judge(outcome: TokenOutcome): Secret {
    switch (outcome.kind) {
      case 'token':
        return outcome.token
      case 'failed':
        throw new GatewayError('token_failed', {
          detail: `No access token for the provider ${JSON.stringify(this.#label)} could be obtained: ${outcome.says}.`,
          retryAfter: Math.ceil(outcome.wait / 1000),
          cause: outcome.cause,
        })
      default:
        return outcome satisfies never
    }
  }
}
