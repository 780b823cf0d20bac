import type { TlsReason } from './dial.ts'

/** Everything that can go wrong on the wire, one word each. */
export type WireErrorCode =
  /** No connection. */
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'tls'
  | 'connect_timeout'
  /** TCP stood; time ended in the handshake. */
  | 'tls_timeout'
  | 'queue_full'
  /** The request can't be written as it is: it would split the message. */
  | 'bad_request'
  /** The connection ended before a byte of the answer, in its head, in its body. */
  | 'reset'
  | 'cut_head'
  | 'cut_body'
  | 'malformed'
  | 'head_too_large'
  | 'unexpected_upgrade'
  /** The caller's own doing. */
  | 'aborted'
  /** Reading the request's body failed: the cause is the caller's own error. */
  | 'body_failed'

export interface WireErrorOptions {
  /** For `malformed`: what and where. Never holds bytes of a message beyond the one that is wrong. */
  readonly detail?: string | undefined
  readonly tls?: TlsReason | undefined
  readonly cause?: unknown
}

export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: WireErrorCode
  readonly tls: TlsReason | undefined

  constructor(code: WireErrorCode, { detail, tls, cause }: WireErrorOptions = {}) {
    super(detail === undefined ? code : `${code}: ${detail}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.tls = tls
  }
}
