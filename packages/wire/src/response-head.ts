/** How the end of a body is known (RFC 9112 6.3). */
export type Framing =
  /** No body can follow: HEAD, 204, 304, CONNECT's 2xx, `content-length: 0`. */
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** Until the connection ends. */
  | { readonly kind: 'close' }

export interface ResponseHead {
  readonly version: '1.0' | '1.1'
  readonly status: number
  /** As sent, latin-1, without surrounding blanks; empty where there is none. */
  readonly reason: string
  /** Flat list `[name, value, …]` in order and spelling as sent, one char per byte (latin-1), framing included. */
  readonly headers: string[]
  readonly framing: Framing
  /** Whether another request may follow on this connection once the body is whole (RFC 9112 9.3). */
  readonly reusable: boolean
  /** `keep-alive: timeout=N` in ms, where the upstream said so. */
  readonly keepAlive: number | undefined
}
