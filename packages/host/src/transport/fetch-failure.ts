import type { UpstreamFailure, UpstreamFailureCode } from '@strait/core'
import { dialFailure } from '../dial/dial-failure.ts'
import { failureCode } from './failure-code.ts'

type Meaning = readonly [words: RegExp, code: UpstreamFailureCode, delivered: UpstreamFailure['delivered']]

/** What the runtimes say where there is no code of the system: Node's classes, Bun's codes, the words of Deno's hyper. */
const WORDS: readonly Meaning[] = [
  [/\(Connect\).*connection refused/i, 'upstream_refused', 'no'],
  [/\(Connect\).*dns error/i, 'upstream_unresolved', 'no'],
  [/\(Connect\).*(certificate|tls|handshake)/i, 'upstream_tls', 'no'],
  // Ports that Fetch calls nowhere are among these.
  [/\(Connect\)|bad port|requests to port \d+ are blocked/i, 'upstream_unreachable', 'no'],
  [/UND_ERR_CONNECT_TIMEOUT/, 'connect_timeout', 'no'],
  [/UND_ERR_HEADERS_OVERFLOW|message head is too large/, 'upstream_head_too_large', 'maybe'],
  [/UnrequestedUpgrade|bad upgrade/, 'upstream_unexpected_upgrade', 'maybe'],
  [/HTTPParserError|UND_ERR_RES_CONTENT_LENGTH/, 'upstream_malformed', 'maybe'],
  [/Malformed_HTTP_Response|InvalidHTTPResponse|InvalidContentLength/, 'upstream_malformed', 'maybe'],
  [/invalid (?:HTTP|content-length)[\w -]* parsed/, 'upstream_malformed', 'maybe'],
]

/** Why `fetch` brought no answer, as far as that can be told. Where it can't, the request may have been delivered. */
export function fetchFailure(error: unknown, url: string): UpstreamFailure {
  const said = sayingOf(error, url)
  const cause = new Error(said)
  for (const one of chainOf(error)) {
    const { code, reason } = dialFailure(one, false)
    if (code === 'failed') continue
    const before = code === 'unreachable' ? isConnect(one) : reason === undefined || !LATE.has(reason)
    return { kind: 'failed', code: failureCode(code), delivered: before ? 'no' : 'maybe', cause }
  }
  const [, code, delivered] = WORDS.find(([words]) => words.test(said)) ?? UNKNOWN
  return { kind: 'failed', code, delivered, cause }
}

const UNKNOWN: Meaning = [/(?:)/, 'upstream_reset', 'maybe']

/** A server may say these after it took the request. */
const LATE: ReadonlySet<string> = new Set(['client_certificate', 'other'])

/** A connection can also time out while it is read. */
function isConnect(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'connect'
}

/** What it says of itself, without the address: a query may hold a key, and a path whatever the caller likes. */
export function sayingOf(error: unknown, url: string): string {
  const { pathname, search } = new URL(url)
  const parts = chainOf(error).map((one) =>
    one instanceof Error ? `${one.name} ${'code' in one ? one.code : ''} ${one.message}` : String(one),
  )
  return [url, `${pathname}${search}`, search]
    .filter((text) => text.length > 1)
    .reduce((text, hidden) => text.replaceAll(hidden, '…'), parts.join('; '))
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let one = error; one !== undefined && chain.length < 5; one = one instanceof Error ? one.cause : undefined) {
    chain.push(one)
  }
  return chain
}
