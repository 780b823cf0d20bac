import type { DialTls } from './dial.ts'
import type { WireError } from './errors.ts'

/** One request, exactly as it is to stand on the wire. */
export interface WireRequest {
  readonly origin: {
    readonly scheme: 'http' | 'https'
    /** Lower-case name, or address without brackets. */
    readonly host: string
    readonly port: number
    readonly hostHeader: string
  }
  readonly method: string
  /** Byte for byte. */
  readonly target: string
  /** Flat list, without `host`, `content-length` and `transfer-encoding`: the writer adds those three. */
  readonly headers: readonly string[]
  readonly body: WireBody
  /** The protocol to switch to (RFC 9110 7.8): the writer adds `connection` and `upgrade`, and a 101 may answer. */
  readonly upgrade?: string | undefined
  /** Connect to one of these and nowhere else; name, SNI and certificate check stay the origin's. */
  readonly addresses?: readonly string[] | undefined
  readonly tls?: DialTls | undefined
  /** ms for name resolution, TCP and TLS together; 0 for none. */
  readonly connectTimeout: number
  /** Bytes of the answer's head, and of a chunked body's trailers. */
  readonly maxHead: number
  /**
   * ms that a body waits for the upstream's 100 (RFC 9110 10.1.1) before it goes all the same; 0 or absent: it does not
   * ask. The 100 that was asked for is not told to `onInterim`.
   */
  readonly expectContinue?: number | undefined
  readonly onInterim?: ((status: number, headers: readonly string[]) => void) | undefined
  /** Bytes of the body went on to the socket. */
  readonly onProgress?: (() => void) | undefined
}

export type WireBody =
  | { readonly kind: 'none' }
  /** No body, said with `content-length: 0`. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | WireStream

export interface WireStream {
  readonly kind: 'stream'
  /** undefined: chunked. */
  readonly length: number | undefined
  readonly chunks: AsyncIterable<Uint8Array>
}

export type WireOutcome = WireAnswer | WireFailure

export interface WireAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly reason: string
  readonly headers: readonly string[]
  /** Bytes when it was whole together with its head; undefined where none can be (HEAD, 204, 304). */
  readonly body: Uint8Array | WireFlow | undefined
  /** With 101 alone, where the request asked for it: the connection itself from here on. */
  readonly tunnel?: WireTunnel | undefined
}

/** Bytes both ways, on a connection that has left HTTP. */
export interface WireTunnel {
  /** What the upstream sends; `cancel` closes the connection. */
  readonly down: WireFlow
  readonly up: WireOutlet
}

export interface WireOutlet {
  /** Takes the bytes, all of them, in order; the caller does not touch them again. `false` asks to wait for room. */
  write(bytes: Uint8Array): boolean
  /** FIN behind what was written. */
  end(): void
  /** Called when there is room again. One listener: the one set last. */
  onRoom(listener: () => void): void
}

export interface WireFailure {
  readonly kind: 'failed'
  readonly error: WireError
  /** Whether a byte of the request can have reached the upstream's application. */
  readonly delivered: 'no' | 'maybe'
}

/** A body that comes by itself and can be held back. */
export interface WireFlow {
  /** Starts it; what is already here comes before this call returns. Exactly one of `end` and `fail` comes last. */
  read(sink: WireSink): void
  pause(): void
  resume(): void
  /** The reader goes away: the connection is closed, and the sink hears nothing more. */
  cancel(reason: unknown): void
}

export interface WireSink {
  data(chunk: Uint8Array): void
  end(trailers: readonly string[]): void
  fail(error: unknown): void
}

/** How whoever asked says that nobody waits any more. */
export interface WireCancel {
  readonly pulled: boolean
  readonly reason: unknown
  /** Calls back when pulled; the answer takes the listener off again. */
  listen(listener: (reason: unknown) => void): () => void
}
