/**
 * A body that comes by itself and can be held back: what sockets, HTTP parsers and HTTP servers all speak.
 * Answers travel as flows, because a ReadableStream between two push-style ends costs about a third of a
 * small exchange on Node; `web/streams.ts` turns one into the other where a runtime wants streams.
 */
export interface Flow {
  /** Starts it; what is already here comes before this call returns. Exactly one of `end` and `fail` follows the last `data`. */
  read(sink: Sink): void
  /** Asks for no more; what is already under way may still arrive. */
  pause(): void
  resume(): void
  /** The reader goes away: the source is torn down and the sink hears nothing more. */
  cancel(reason: unknown): void
}

export interface Sink {
  data(chunk: Uint8Array): void
  end(trailers: readonly string[]): void
  fail(error: unknown): void
}
