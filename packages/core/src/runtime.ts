import type { Secret } from './secret.ts'
import type { Cancel } from './web/cancel.ts'
import type { Flow } from './web/flow.ts'
import type { Tunnel } from './web/tunnel.ts'

/**
 * What a host lends to the core. Tests pass fakes; the apps pass `@strait/host`'s. Nothing here says how bytes
 * travel, so the client behind `send` can change without a line elsewhere.
 */
export interface Runtime {
  /** Sends one request once. Never throws: what can go wrong is an outcome. */
  send(request: UpstreamRequest, cancel: Cancel): Promise<UpstreamOutcome>
  /** All addresses of a host name, for the egress guard. Rejects when there are none. */
  resolve(host: string): Promise<readonly string[]>
  /** Wall clock, ms since the epoch. */
  now(): number
  /** Monotonic clock in ms, for durations. */
  clock(): number
  /** From 0 to 1, for choices and waits; nothing secret hangs on it. */
  random(): number
  /** A new request id: unguessable enough to be unique, cheap. */
  id(): string
  /** Keeps the process (or isolate) alive until the promise ends; it must not reject. */
  defer(promise: Promise<unknown>): void
}

export interface Origin {
  readonly scheme: 'http' | 'https'
  /** Lower-case name, or address without brackets. */
  readonly host: string
  readonly port: number
  /** What the `host` header says: brackets and a port that isn't the scheme's own. */
  readonly hostHeader: string
  /** `scheme://hostHeader` */
  readonly origin: string
}

export interface TlsIdentity {
  /** PEM; added to the public authorities. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: Secret | undefined
  /** A stable name of the whole: connections are shared only under the same one. */
  readonly id: string
}

export interface UpstreamRequest {
  readonly origin: Origin
  readonly method: string
  /** Request target, byte for byte. */
  readonly target: string
  /** Flat list, without `host`, `content-length` and `transfer-encoding`: the transport adds those three. */
  readonly headers: readonly string[]
  readonly body: UpstreamBody
  /** The protocol to switch to, if the upstream agrees (RFC 9110 7.8); the transport adds `connection` and `upgrade`. */
  readonly upgrade?: 'websocket' | undefined
  /** Connect to one of these and nowhere else; name, SNI and certificate check stay the origin's. */
  readonly addresses?: readonly string[] | undefined
  readonly tls?: TlsIdentity | undefined
  /** ms for name resolution, TCP and TLS; 0 for none. */
  readonly connectTimeout: number
  /** ms that a body waits for the upstream's 100 (RFC 9110 10.1.1) before it goes all the same; 0: it is not asked for. */
  readonly expectContinue: number
  /** Bytes of the answer's head. */
  readonly maxHead: number
  /** Lower-case names of headers whose values are held secrets: for whoever shows the request. */
  readonly secretNames: ReadonlySet<string>
  /** An interim answer (1xx) came. */
  readonly onInterim?: ((status: number, headers: readonly string[]) => void) | undefined
  /** Bytes of the body went on; keeps the first-byte deadline from counting a long upload. */
  onProgress?: (() => void) | undefined
}

export type UpstreamBody =
  | { readonly kind: 'none' }
  /** No body, and the client said so with `content-length: 0`. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `length` undefined: chunked. */
  | { readonly kind: 'stream'; readonly length: number | undefined; readonly chunks: AsyncIterable<Uint8Array> }

export interface UpstreamAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly reason: string
  /** Flat list as it came, framing included. */
  readonly headers: readonly string[]
  /** Bytes when it was whole together with the head; undefined where none can be (HEAD, 204, 304). */
  readonly body: Uint8Array | Flow | undefined
  /** With 101 alone, and only where the request asked for it. */
  readonly tunnel?: Tunnel | undefined
}

export type UpstreamFailureCode =
  | 'upstream_refused'
  | 'upstream_unreachable'
  | 'upstream_unresolved'
  | 'upstream_tls'
  | 'upstream_reset'
  | 'upstream_malformed'
  | 'upstream_head_too_large'
  | 'upstream_unexpected_upgrade'
  | 'proxy_unreachable'
  | 'proxy_unauthorized'
  | 'proxy_refused'
  | 'proxy_broken'
  | 'connect_timeout'
  | 'tls_timeout'
  | 'client_gone'
  /** Too many requests wait for a connection to this upstream. */
  | 'overloaded'
  /** The client's own request can't be written: a server let a control character through. */
  | 'bad_header'
  // What a transport on `fetch` would have changed or dropped.
  | 'bad_target'
  | 'body_not_carried'
  | 'method_unsupported'
  /** It can't be kept to the addresses that were checked. */
  | 'egress_unpinned'
  | 'upgrade_needs_sockets'

export interface UpstreamFailure {
  readonly kind: 'failed'
  readonly code: UpstreamFailureCode
  /** Whether a byte of the request can have reached the upstream's application. */
  readonly delivered: 'no' | 'maybe'
  readonly cause: unknown
}

export type UpstreamOutcome = UpstreamAnswer | UpstreamFailure

/** Thrown into a `Sink` when an answer's body ends before it is whole. */
export class CutError extends Error {
  override readonly name = 'CutError'
}
