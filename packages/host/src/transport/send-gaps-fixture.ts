type RuntimeName = 'bun' | 'node' | 'deno'

/** A promise of the send contract that a runtime's own `fetch` can't keep. */
export interface SendGap {
  readonly runtimes: readonly RuntimeName[]
  /** The promise's name, word for word. */
  readonly promise: string
  /** What `fetch` does, and what happens instead. */
  readonly reason: string
}

const ALL: readonly RuntimeName[] = ['bun', 'node', 'deno']

/** Every gap of `transport: fetch`; the same rows stand in `docs/runtimes.md`, and a test holds the two together. */
export const fetchGaps: readonly SendGap[] = [
  {
    runtimes: ['bun'],
    promise: 'a method that nobody has registered arrives as it is',
    reason:
      'Bun makes GET of methods that it does not know, and capitals of `patch`. They are refused: 501 `method_unsupported`. So are `CONNECT` and `TRACE` on every runtime.',
  },
  {
    runtimes: ['bun'],
    promise: 'two slashes at the beginning of a target arrive',
    reason: 'Bun sends `//a` as `/a`. Refused: 400 `bad_target`.',
  },
  {
    runtimes: ALL,
    promise: 'characters that URLs escape arrive as written',
    reason:
      'A URL has `{ } " < > ^` and others escaped, which means the same (RFC 3986 2.4). Where more would change (a backslash, a fragment), the request is refused: 400 `bad_target`.',
  },
  {
    runtimes: ALL,
    promise: 'header lines keep their order and spelling, repeated ones stay apart',
    reason:
      '`Headers` joins lines of one name with a comma, the same list of values (RFC 9110 5.3); cookies are joined with a semicolon.',
  },
  {
    runtimes: ALL,
    promise: 'no header line is made up',
    reason:
      'Where the client sent none, `accept: */*` and `user-agent` are added, on Node and Deno `accept-language: *` too; Node sends `sec-fetch-mode: cors`, also in the place of another.',
  },
  {
    runtimes: ['node', 'deno'],
    promise: 'the accept-encoding of the client arrives',
    reason:
      '`fetch` takes codings off that it was not asked to. `accept-encoding: identity` is sent instead, and the answer comes plain.',
  },
  {
    runtimes: ['deno'],
    promise: 'a body that is there arrives with its length',
    reason:
      'Deno sends a request with a whole body a second time when its connection dies, a stream never; and streams it sends in chunks alone.',
  },
  {
    runtimes: ['deno'],
    promise: 'a stream with a length arrives with that length',
    reason: 'Deno sends streams in chunks, whatever their length.',
  },
  {
    runtimes: ['deno'],
    promise: 'an empty body is told with content-length: 0',
    reason: 'The same: an empty stream, in chunks.',
  },
  {
    runtimes: ALL,
    promise: 'where there is no body, none is told',
    reason: 'POST and its like get `content-length: 0`, on Deno an empty body in chunks.',
  },
  {
    runtimes: ALL,
    promise: 'a body arrives with GET',
    reason: '`fetch` refuses or drops it. Refused: 400 `body_not_carried`.',
  },
  {
    runtimes: ['deno'],
    promise: 'a request that only reads is sent once, however its connection ends',
    reason:
      'Deno sends GET, HEAD and OPTIONS again when the connection dies, which RFC 9110 9.2.2 allows. All others are sent once.',
  },
  {
    runtimes: ALL,
    promise: 'a request goes to the addresses that were checked, whatever its name resolves to',
    reason:
      '`fetch` resolves names by itself. Where a request has a say in the host (a region in its path), it is refused: 501 `egress_unpinned`.',
  },
  {
    runtimes: ['node'],
    promise: 'status 407 arrives as it is',
    reason: 'Node fails at it: 502 `upstream_reset`.',
  },
  {
    runtimes: ['deno'],
    promise: 'the reason phrase of an answer arrives as sent',
    reason: 'Deno gives the usual one, or none. RFC 9112 4 has clients ignore them.',
  },
  {
    runtimes: ALL,
    promise: 'header lines of an answer keep order and spelling, repeated ones stay apart',
    reason:
      '`Headers` has names in lower case and sorted, and joins lines of one name with a comma; `set-cookie` keeps its lines.',
  },
  {
    runtimes: ['node'],
    promise: 'a compressed body arrives untouched',
    reason:
      'Where a provider compresses though it was asked not to, Node takes the coding off; `content-encoding` and the length go with it, so that head and body agree.',
  },
  {
    runtimes: ['node'],
    promise: 'a compressed body that was cut off never arrives as a whole one',
    reason: 'In that same case a body that ends too early within its own coding ends cleanly.',
  },
  {
    runtimes: ALL,
    promise: 'an interim answer is told before the answer',
    reason: '`fetch` drops 103 and the like; the answer itself is whole.',
  },
  {
    runtimes: ['node'],
    promise: 'an interim answer that nobody asked for does no harm',
    reason: 'Node takes a 100 that it did not ask for as an error: 502 `upstream_reset`.',
  },
  {
    runtimes: ALL,
    promise: 'trailers of an answer arrive',
    reason: '`fetch` drops them. They are not announced either.',
  },
  {
    runtimes: ['node'],
    promise: 'a head of 30 kB arrives',
    reason: 'Node takes 16 kB, whatever `bounds.answer_head` says: 502 `upstream_head_too_large`.',
  },
  {
    runtimes: ['deno'],
    promise: 'a head of 150 lines arrives',
    reason: 'Deno takes 100 lines: 502 `upstream_head_too_large`.',
  },
  {
    runtimes: ['bun', 'deno'],
    promise: 'a bare LF in a head is refused',
    reason: 'Bun and Deno take it for the end of a line, as RFC 9112 2.2 allows.',
  },
  {
    runtimes: ['bun', 'node'],
    promise: 'a body without a length that ends in a reset never ends as a whole one',
    reason:
      'Bun and Node take the reset for the end. It shows where a body has a length or chunks, as those of all known providers have.',
  },
]

export function fetchGapsOf(runtime: RuntimeName): ReadonlyMap<string, string> {
  const own = fetchGaps.filter(({ runtimes }) => runtimes.includes(runtime))
  return new Map(own.map(({ promise, reason }) => [promise, reason]))
}
