import type { RuntimeName } from '@strait/testkit'

/** A promise that one runtime's server or client can't keep. It costs a header's spelling or the like, never the meaning. */
export interface Gap {
  readonly runtime: RuntimeName
  /** The test's name, word for word. */
  readonly case: string
  /** What the runtime does, and what happens instead. */
  readonly reason: string
}

/** Every gap; the same rows stand in `docs/runtimes.md`, and a test holds the two together. */
export const gaps: readonly Gap[] = [
  {
    runtime: 'bun',
    case: 'header lines keep their order and the spelling of their names',
    reason:
      'Bun.serve hands headers over as `Headers`: names in lower case, the known ones first. Field names are case-insensitive, and the order of different ones means nothing (RFC 9110 5.1, 5.3).',
  },
  {
    runtime: 'bun',
    case: 'repeated headers stay lines of their own',
    reason:
      'Bun.serve joins lines of one name with a comma, cookies with a semicolon: the same list of values (RFC 9110 5.3).',
  },
  {
    runtime: 'bun',
    case: 'an answer’s header lines keep order and the spelling of their names',
    reason: 'A `Response` has its names in lower case and sorted, and Bun.serve spells the known ones its own way.',
  },
  {
    runtime: 'bun',
    case: 'repeated headers of an answer stay lines of their own',
    reason: 'A `Response` joins lines of one name with a comma; `set-cookie` keeps its lines.',
  },
  {
    runtime: 'bun',
    case: 'no date is made up',
    reason: 'Bun.serve adds `date` where the provider sent none (RFC 9110 6.6.1 asks servers with a clock to).',
  },
  {
    runtime: 'bun',
    case: 'an answer without a content-type gets none',
    reason:
      'Bun.serve names a body without a type `application/octet-stream`, which is how clients take it anyway (RFC 9110 8.3).',
  },
  {
    runtime: 'bun',
    case: 'a large answer keeps its length',
    reason:
      'Bun.serve sends a streamed body in chunks, whatever its length. Bodies that arrive together with their head keep it.',
  },
  {
    runtime: 'bun',
    case: 'a slow answer keeps its length',
    reason: 'The same: a body that is still on its way is streamed, in chunks.',
  },
  {
    runtime: 'bun',
    case: 'a kept stream arrives in the pieces in which it came',
    reason:
      'Bun.serve sends what is all there with the head in one piece, with its length. It is read as the same events.',
  },
  {
    runtime: 'bun',
    case: 'the reason phrase arrives as sent',
    reason:
      'Bun.serve writes reasons of its own (`HM` for a status it does not know). RFC 9112 4 has clients ignore them.',
  },
  {
    runtime: 'bun',
    case: 'trailers arrive after the body',
    reason: 'A `Response` carries no trailers. They are dropped and not announced.',
  },
  {
    runtime: 'bun',
    case: 'early hints arrive before the answer',
    reason: 'Bun.serve sends no interim answers; 103 is dropped, the answer itself is whole.',
  },
  {
    runtime: 'bun',
    case: 'the head is handed on as soon as it is there',
    reason: 'Bun.serve holds the head of a streamed answer until the first byte of its body.',
  },
  {
    runtime: 'bun',
    case: 'pipelined requests are all answered',
    reason: 'Bun.serve closes a connection on which requests are pipelined. No common client does so.',
  },
  {
    runtime: 'bun',
    case: 'what is no HTTP is refused with a code, and the connection closed',
    reason: 'Bun.serve answers these by itself, without our code; a request line with a blank in its target gets 505.',
  },
  {
    runtime: 'bun',
    case: 'methods that no parser knows are refused with 4xx or 501, in an answer',
    reason: 'Bun.serve closes the connection at a method it does not know.',
  },
  {
    runtime: 'bun',
    case: 'an apostrophe in the query arrives as written',
    reason: "Bun.serve hands `'` over as `%27`, which means the same (RFC 3986 2.4); it is not un-escaped again.",
  },
  {
    runtime: 'bun',
    case: 'a DEL byte never reaches an upstream',
    reason: 'Bun.serve hands it over escaped, as `%7F`.',
  },
  {
    runtime: 'bun',
    case: 'the path table: dot segments are refused',
    reason:
      'Bun.serve resolves plain dot segments before Strait sees them; matching, policy and forwarding all see the resolved path, and no base is left.',
  },
  {
    runtime: 'bun',
    case: 'the path table: a space is refused with 400',
    reason: 'Bun.serve refuses it by itself, with 505.',
  },
  {
    runtime: 'bun',
    case: 'the path table: characters beyond ASCII are refused',
    reason: 'Bun.serve hands raw UTF-8 over escaped.',
  },
  {
    runtime: 'bun',
    case: 'the path table: characters that URLs escape pass as written',
    reason: 'Bun.serve hands `{ } " ^ < >` and the backtick over escaped, a backslash as a slash.',
  },
  {
    runtime: 'bun',
    case: 'an upload with a length reaches the upstream while it is still on its way',
    reason:
      'Bun gives a body as bytes or as a stream, and a stream costs it twice as much: a body of up to 64 kB with a length is taken as bytes. Its head goes on at once, the body when it is whole; longer ones stream.',
  },
  {
    runtime: 'bun',
    case: 'a body that keeps moving, however slowly, is not idle',
    reason:
      "A body of up to 64 kB with a length is taken whole on Bun, so its pauses can't be told apart: one that takes longer than `timeouts.client.body_idle` in all gets 408.",
  },
  {
    runtime: 'bun',
    case: 'a time of one second for heads is kept',
    reason:
      'Bun.serve has a clock of its own for heads and closes after 12 s, whatever `timeouts.client.head` says: the default of 30 s is kept, a shorter one is not.',
  },
  {
    runtime: 'node',
    case: 'an env file that is not there is told',
    reason:
      'Node itself reads `--env-file` from the arguments, and ends with code 9 and a message of its own where the file is missing.',
  },
  {
    runtime: 'bun',
    case: 'over HTTP/2 early hints arrive before the answer, trailers behind it',
    reason: 'A `Response` carries no trailers, and Bun.serve sends no interim answers, as over HTTP/1.1.',
  },
  {
    runtime: 'deno',
    case: 'over HTTP/2 early hints arrive before the answer, trailers behind it',
    reason: "HTTP/2 is Deno.serve's: a `Response` carries no trailers, and no interim answer goes before it.",
  },
  {
    runtime: 'deno',
    case: 'over HTTP/2 a head of up to `bounds.head` is taken, a larger one refused with our code',
    reason: 'Deno.serve takes heads of up to 16 kB over HTTP/2 and answers larger ones with 431 by itself.',
  },
  {
    runtime: 'bun',
    case: 'a client’s ping reaches the upstream',
    reason: 'Bun.serve answers pings by itself. Those of the provider reach the client, and its pongs the provider.',
  },
  {
    runtime: 'bun',
    case: 'compression that both sides agree on passes',
    reason:
      'Bun.serve hands over WebSocket messages, not frames: no extension is offered to the provider, and messages pass plain.',
  },
  {
    runtime: 'bun',
    case: 'what a client sends before the answer waits for it',
    reason:
      'Bun.serve takes bytes behind the head of a handshake for no HTTP and answers 400. RFC 6455 4.1 has clients wait.',
  },
  {
    runtime: 'bun',
    case: 'a provider that does not read slows the client down',
    reason:
      'Bun.serve can not hold back a WebSocket: what the provider has not taken waits in memory, and beyond 64 MB both sides are closed, the client with 1013.',
  },
  {
    runtime: 'bun',
    case: 'a body without a length is not whole where TLS never said its end',
    reason:
      'Bun and Node tell no difference between a connection that TLS ended (close_notify) and one that ended without it (RFC 9112 9.8). A body with a length or in chunks, as those of all known providers are, is never taken for whole.',
  },
  {
    runtime: 'node',
    case: 'a body without a length is not whole where TLS never said its end',
    reason:
      'Bun and Node tell no difference between a connection that TLS ended (close_notify) and one that ended without it (RFC 9112 9.8). A body with a length or in chunks, as those of all known providers are, is never taken for whole.',
  },
]

export function gapOf(runtime: RuntimeName, name: string): Gap | undefined {
  return gaps.find((gap) => gap.runtime === runtime && gap.case === name)
}
