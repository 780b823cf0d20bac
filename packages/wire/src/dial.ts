/**
 * The one thing a runtime lends: plain or TLS byte sockets. An implementation is a screen of code; everything that
 * HTTP is stands on this side of it.
 */
export type Dial = (request: DialRequest, handler: SocketHandler) => Dialing

export interface DialRequest {
  /** Name or address (without brackets): what is resolved, what SNI says and what the certificate must be for. */
  readonly host: string
  readonly port: number
  /** Connect to one of these, tried in order, and nowhere else; nothing is resolved. */
  readonly addresses?: readonly string[] | undefined
  /** undefined: plain TCP. */
  readonly tls?: DialTls | undefined
}

export interface DialTls {
  /** A stable name of the whole identity: TLS sessions are resumed only under the same one. */
  readonly id: string
  /** PEM; added to the public authorities. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

export interface Dialing {
  /** Gives up what is under way; the handler hears nothing more. After `open` it does nothing. */
  abort(): void
}

/** A connected socket. TLS: chain and name are verified before it is handed out. */
export interface Socket {
  /** Bytes: each write is a call to the system here, so pieces up to this size are better copied than written in parts. */
  readonly copyMax?: number
  /**
   * Takes the bytes, all of them, in order; the caller does not touch them again. `false` asks to wait for `drain`
   * before more is written.
   */
  write(bytes: Uint8Array): boolean
  /** No `data` until `resume()`, but for what is already under way. */
  pause(): void
  resume(): void
  /** Half-close: FIN behind what was written. */
  end(): void
  /** Closes at once, both ways; `closed` is not called for it. */
  destroy(): void
}

/** Exactly one of `open` and `failed` comes first, but for `connected`; after `open`, `closed` comes last, once. */
export interface SocketHandler {
  /** Where TLS was asked for: TCP stands, and what is waited for now is the handshake. */
  connected(): void
  open(socket: Socket): void
  failed(failure: DialFailure): void
  /** A view that stays valid: the implementation does not use its memory again. */
  data(bytes: Uint8Array): void
  drain(): void
  /** The other side will send no more (FIN). */
  ended(): void
  /** `error` where it was not a clean end: a reset, a TLS alert. */
  closed(error: unknown): void
}

export interface DialFailure {
  readonly code: 'refused' | 'unreachable' | 'unresolved' | 'tls' | 'failed'
  /** For `tls`: why. */
  readonly reason?: TlsReason | undefined
  readonly cause: unknown
}

export type TlsReason = 'expired' | 'wrong_name' | 'unknown_issuer' | 'client_certificate' | 'other'
