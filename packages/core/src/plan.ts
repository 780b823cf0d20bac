import type { BrowserRules } from './accept/browser.ts'
import type { Cors } from './accept/cors.ts'
import type { ErrorCode } from './errors.ts'
import type { Admitted, DoorName, Exchange, Identified, Match, Matched } from './exchange.ts'
import type { AccessKeys } from './identify/access-keys.ts'
import type { Kit } from './kit.ts'
import type { EgressGuard } from './prepare/egress.ts'
import type { ErrorShape, Provider } from './providers/provider.ts'
import type { Observer } from './record.ts'
import type { UpstreamOutcome, UpstreamRequest } from './runtime.ts'
import type { Outcome } from './send/outcome.ts'
import type { LeafPlan } from './send/tree/build-leaf.ts'
import type { TapFactory } from './tap.ts'
import type { Tracer } from './telemetry.ts'
import type { Cidr } from './web/cidr.ts'

/**
 * The config, compiled: everything that can be worked out before a request comes is worked out here, and the
 * request path only calls functions.
 */
export interface Plan {
  readonly bounds: Bounds
  /** ms the body of a request may pause. */
  readonly bodyIdle: number
  /** ms a client may accept no byte. */
  readonly stalled: number
  /** undefined: no access control, everyone is anonymous. */
  readonly keys: AccessKeys | undefined
  /** Which web pages and host names are answered, by the listener's scheme. */
  readonly browser: { readonly http: BrowserRules; readonly https: BrowserRules }
  readonly egress: EgressGuard
  readonly cors: Cors | undefined
  readonly trustedProxies: readonly Cidr[]
  readonly forwarded: 'off' | 'add'
  /** Whether callers may ask, with `x-strait-info`, who answered them and how. */
  readonly info?: boolean
  /** Dialects whose callers say more in their headers than a provider reads. Each looks at every head once. */
  readonly heads?: readonly HeadReader[] | undefined
  /** Tried in order; the first that knows the path decides. A new kind of door is one more of them. */
  readonly matchers: readonly Matcher[]
  /** Names of what could have been meant, for the 404. */
  readonly nearest: (path: string) => string | undefined
  /** Rules for every exchange, before those of the route. */
  readonly rules: readonly AdmitRule[]
  readonly taps: readonly TapFactory[]
  readonly observers: readonly Observer[]
  readonly tracer: Tracer | undefined
  /** Sees what went to an upstream and what came back, for debugging. It masks what it shows. */
  readonly wire: WireWatcher | undefined
}

export type WireWatcher = (exchange: Admitted, request: UpstreamRequest, outcome: UpstreamOutcome) => void

export interface Bounds {
  readonly body: number
  readonly head: number
  readonly headers: number
  readonly target: number
  readonly answerHead: number
  readonly concurrency: number
  readonly signedBody: number
  readonly editedBody: number
}

/** Notes on the exchange what a head says in its dialect, and unpacks what stands packed in it. */
export type HeadReader = (exchange: Exchange) => void

export interface Matcher {
  /** `always`: not a door that a listener can hide. */
  readonly door: DoorName | 'always'
  /** A promise only where the body has to be looked at, and only for a path that this door knows. */
  match(exchange: Identified): Match | undefined | Promise<Match | undefined>
}

/** One place where requests can go. */
export interface Route {
  /** Stable and unique, for logs, counters and the record. */
  readonly name: string
  readonly door: DoorName
  /** Needs no key even where access control is on. */
  readonly open: boolean
  /** For the caller's dialect and telemetry; undefined where the target alone knows. */
  readonly provider: Provider | undefined
  readonly errors: ErrorShape
  readonly methods: ReadonlySet<string> | undefined
  readonly rules: readonly AdmitRule[]
  readonly taps: readonly TapFactory[]
  /** Where it leads to one target alone: that, and how it is asked, for whoever passes a request on to it. */
  readonly leaf?: Pick<LeafPlan, 'target' | 'manner' | 'sender' | 'model'> | undefined
  /** Gets the answer: one target, a tree of them, a cache before it. Composed once, when the plan is made. */
  readonly send: Sender
}

/**
 * Gets one answer for an exchange. A leaf calls an upstream; whatever decorates it (retry, fallback, balance,
 * cache) is a Sender around Senders.
 */
export type Sender = (exchange: Admitted, kit: Kit) => Outcome | Promise<Outcome>

export type Verdict =
  | { readonly kind: 'allow' }
  | {
      readonly kind: 'refuse'
      readonly code: ErrorCode
      readonly detail?: string
      readonly retryAfter?: number
    }

/**
 * A policy: may this exchange pass? What it takes (a place, a reservation) it gives back through `exchange.undo`.
 * It may read the beginning of the body with `exchange.body.peek()`.
 */
export interface AdmitRule {
  readonly name: string
  check(exchange: Matched, kit: Kit): Verdict | Promise<Verdict>
}
