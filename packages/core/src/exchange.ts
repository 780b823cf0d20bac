import type { Body } from './accept/body.ts'
import type { ErrorCode } from './errors.ts'
import type { Route } from './plan.ts'
import type { Detected } from './providers/provider.ts'
import type { AttemptRecord, Ended, StageName } from './record.ts'
import type { Tap } from './tap.ts'
import type { ExchangeTrace } from './telemetry.ts'
import type { Cancel } from './web/cancel.ts'
import type { Fields } from './web/fields.ts'
import type { Flow } from './web/flow.ts'
import type { CompiledHeaderRules } from './web/header-rules.ts'
import type { Tunnel } from './web/tunnel.ts'

/** What a server hands in: the request as it stood on the wire, as far as the runtime lets us see it. */
export interface Arrival {
  readonly kind: 'http' | 'upgrade'
  readonly method: string
  /** The raw request target. */
  readonly target: string
  readonly scheme: 'http' | 'https'
  readonly httpVersion: '1.0' | '1.1' | '2'
  readonly fields: Fields
  /** Bytes where the body is small and already here; otherwise it is pulled. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined
  /** Address of the socket's other end; it holds to the record, where there is one. */
  readonly peer: string
  /** Pulled by the server when the client leaves. */
  readonly cancel: Cancel
  /** Doors that this listener shows; undefined for all. */
  readonly doors?: ReadonlySet<DoorName> | undefined
  /** What the config calls the listener that it came by. */
  readonly listener?: string | undefined
  /** Hands an interim answer (1xx) to the client, where the server can. */
  interim?(status: number, headers: readonly string[]): void
  /** Whether the server can send trailers after the body. */
  readonly trailers?: boolean
  /** Whether the server can answer with a tunnel. */
  readonly tunnels?: boolean
}

/** What a server sends back. */
export interface Reply {
  readonly status: number
  /** undefined: the usual words for the status. */
  readonly reason: string | undefined
  /** Flat list, in order. `content-length` where it is known; no other framing. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | Flow | undefined
  /** With 101: what follows the head, both ways. `connection` and `upgrade` are the server's to write. */
  readonly tunnel?: Tunnel | undefined
}

export type DoorName = 'own' | 'routes' | 'providers' | 'dialects' | 'bare'

/**
 * Where the caller's credential for Strait stood; `prepare` takes exactly these out. The name of a subprotocol is what
 * stands in front of the key.
 */
export type Carrier = { readonly kind: 'header' | 'query' | 'subprotocol'; readonly name: string }

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'key'; readonly name: string }
  /** Showed nothing valid. Whether that matters is for `admit` to say: some routes are open. */
  | { readonly kind: 'unknown'; readonly code: 'key_missing' | 'key_invalid' }

/** What matched, and the pieces of the path that the target is joined from. */
export interface Match {
  readonly route: Route
  /** What stands after the door or where `*` matched; with its leading slash if it has one. */
  readonly rest: string
  readonly detected: Detected | undefined
  /** Which rule decided, for the debug log. */
  readonly rule: string
}

/** Facts about a call that its caller attached: for conditions, record and span. Few, and short. */
export type Metadata = Readonly<Record<string, string | number | boolean>>

/** What a caller said in the control headers of the dialect it speaks. */
export interface Spoken {
  /** Its own name for the trace that this call belongs to; visible ASCII. */
  readonly traceId: string | undefined
  readonly metadata: Metadata | undefined
  /** ms that it will wait for the head of the answer; 0: as long as the config says. */
  readonly patience: number
  /** It wants nothing out of a cache; what comes is kept. */
  readonly refresh: boolean
  /** Header names (lower case) that are Strait's to say to this caller, not the upstream's. */
  readonly answerNames: ReadonlySet<string>
  /** What Strait says there, flat: as much of it as is known by now. */
  answerLines(exchange: Exchange): readonly string[]
}

/** The answer as `send` got it, whoever gave it. */
export interface Answer {
  readonly status: number
  /** undefined: Strait's own answer, with the usual words. */
  readonly reason: string | undefined
  readonly headers: readonly string[]
  readonly body: Uint8Array | Flow | undefined
  /** Rules for the answer's headers, of the target that gave it. */
  readonly rules: CompiledHeaderRules | undefined
  readonly from: 'upstream' | 'strait' | 'cache'
  /** With 101: the upstream's connection from here on. `idle`: ms that nothing may move, neither way; 0 for none. */
  readonly tunnel?: (Tunnel & { readonly idle: number }) | undefined
}

/**
 * The value that travels. One object from the first byte to the last; each stage fills in its part and hands it
 * on under the next stage's type, so a stage that is skipped or swapped does not compile.
 */
export interface Exchange {
  /** With other fields than the server handed in, where a dialect had packed some into one. */
  arrival: Arrival
  readonly id: string
  /** Monotonic ms. */
  readonly startedAt: number
  readonly cancel: Cancel
  stage: StageName
  /** Path and query as matching, policy and forwarding all see them. */
  path: string
  query: string
  /** The caller's address: the socket's, or what trusted proxies say it is. */
  readonly client: string
  body: Body
  trace: ExchangeTrace | undefined
  caller: Caller | undefined
  /** undefined for a caller that speaks its provider's own language alone. */
  spoken: Spoken | undefined
  carriers: readonly Carrier[]
  match: Match | undefined
  answer: Answer | undefined
  /** Watchers of the answer's bytes; stages before `relay` may add theirs. */
  readonly taps: Tap[]
  /** What must be given back when the exchange ends, however it ends. */
  readonly undo: (() => void)[]
  /** What stages and policies leave for each other and for the record, by names of their own. */
  readonly notes: Map<string, unknown>
  /** Whether there are any. */
  readonly hasNotes: boolean
  readonly attempts: AttemptRecord[]
  readonly times: { sent: number; head: number; replied: number; firstByte: number }
  status: number
  error: ErrorCode | undefined
  cause: unknown
  bytesOut: number
  tapsDropped: number
  ended: Ended | undefined
  /** The record is written and everything given back. */
  observed: boolean
}

export type Accepted = Exchange
export type Identified = Accepted & { caller: Caller }
export type Matched = Identified & { match: Match }
export type Admitted = Matched & { readonly admitted?: true }
export type Answered = Admitted & { answer: Answer }
