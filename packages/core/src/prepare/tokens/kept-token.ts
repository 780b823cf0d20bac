import type { Kit } from '../../kit.ts'
import { bearer } from '../../providers/bearer.ts'
import type { Secret } from '../../secret.ts'
import { requestToken } from './request-token.ts'
import type { TokenGrant } from './token-grant.ts'
import type { TokenOutcome } from './token-outcome.ts'

type Failure = TokenOutcome & { kind: 'failed' }

interface Held {
  readonly token: Secret
  readonly refreshAt: number
  readonly endsAt: number
}

/** Refreshed so long before its end, or in the last tenth of a short life. */
const AHEAD = 5 * 60_000
/** It has to be valid still when it arrives. */
const ON_THE_WAY = 5_000

/** After a failure: one second, doubled with each further one. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/** A provider that answers 401 whatever the token is may cost one fetch in this time. */
const BETWEEN_REFUSALS = 30_000

/** The token of one credential: fetched when first asked for, refreshed while the old one still serves. Times are `clock()`. */
export class KeptToken {
  readonly #grant: TokenGrant
  #held: Held | undefined
  #flight: Promise<TokenOutcome> | undefined
  #failure: Failure | undefined
  #failures = 0
  #pausedUntil = 0
  #keptUntil = 0

  constructor(grant: TokenGrant) {
    this.#grant = grant
  }

  get(kit: Kit): Secret | Promise<TokenOutcome> {
    const now = kit.runtime.clock()
    const held = this.#held
    if (held !== undefined && now < held.endsAt) {
      if (now >= held.refreshAt && now >= this.#pausedUntil && this.#flight === undefined) this.#fetch(kit)
      return held.token
    }
    if (this.#flight !== undefined) return this.#flight
    if (this.#failure !== undefined && now < this.#pausedUntil) {
      return Promise.resolve({ ...this.#failure, wait: this.#pausedUntil - now })
    }
    return this.#fetch(kit)
  }

  /** The provider answered 401 to these headers. If the token in them is still the one held, the next who asks has a new one fetched. */
  refused(headers: readonly string[], { runtime }: Kit): void {
    const now = runtime.clock()
    if (this.#held === undefined || now < this.#keptUntil) return
    if (!headers.includes(bearer.attach(this.#held.token.reveal())[1])) return
    this.#held = undefined
    this.#keptUntil = now + BETWEEN_REFUSALS
  }

  /** One for all who wait; it belongs to none of them, so that whoever leaves ends it for nobody. */
  #fetch(kit: Kit): Promise<TokenOutcome> {
    const asked = kit.runtime.clock()
    const flight = requestToken(this.#grant, kit).then((outcome) => this.#landed(outcome, asked, kit))
    this.#flight = flight
    kit.runtime.defer(flight)
    return flight
  }

  #landed(outcome: TokenOutcome, asked: number, kit: Kit): TokenOutcome {
    this.#flight = undefined
    switch (outcome.kind) {
      case 'token':
        this.#failure = undefined
        this.#failures = 0
        this.#pausedUntil = 0
        this.#held = held(outcome, asked)
        return outcome
      case 'failed':
        return this.#failed(outcome, kit)
      default:
        return outcome satisfies never
    }
  }

  #failed(outcome: Failure, { runtime, state }: Kit): Failure {
    state.part('token-failures', () => ({ count: 0 })).count++
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures++, LONGEST_PAUSE)
    const wait = Math.max(pause, outcome.wait)
    this.#pausedUntil = runtime.clock() + wait
    this.#failure = { ...outcome, wait }
    return this.#failure
  }
}

function held({ token, life }: TokenOutcome & { kind: 'token' }, asked: number): Held {
  return {
    token,
    refreshAt: asked + life - Math.min(AHEAD, life / 10),
    endsAt: asked + life - Math.min(ON_THE_WAY, life / 20),
  }
}
