import type { DialFailure, TlsReason } from '@strait/wire'

const CODES: Record<string, DialFailure['code']> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  EAI_NODATA: 'unresolved',
  EAI_NONAME: 'unresolved',
  DNS_ENOTFOUND: 'unresolved',
  ENODATA: 'unresolved',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNABORTED: 'unreachable',
  ETIMEDOUT: 'unreachable',
}

/** OpenSSL's and BoringSSL's names for what a certificate lacks, as Node and Bun tell them. */
const REASONS: Record<string, TlsReason> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_name',
  HOSTNAME_MISMATCH: 'wrong_name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown_issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_issuer',
  CERT_UNTRUSTED: 'unknown_issuer',
}

/** An alert that the server sent about a certificate is about ours: on Node, on Bun, and in the words of rustls. */
const ALERTS =
  /alert[ _:].*(bad|unsupported|revoked|expired|unknown|required)|fatal alert: \w*(Certificate(?!Unobtainable)|UnknownCA)/i

/** Where there is no code of its own. */
const WORDS: readonly (readonly [RegExp, TlsReason])[] = [
  [/expired|not ?valid ?yet|not ?yet ?valid/i, 'expired'],
  [/not ?valid ?for ?name|altnames?|hostname mismatch/i, 'wrong_name'],
  [/unknown ?issuer|self.signed/i, 'unknown_issuer'],
]

/** What it means that no connection came about. `secure`: TCP stood already, so whatever failed was TLS. */
export function dialFailure(cause: unknown, secure: boolean): DialFailure {
  if (secure) return { code: 'tls', reason: tlsReason(cause), cause }
  const code = CODES[codeOf(cause)]
  if (code !== undefined) return { code, cause }
  // Deno.connect has no code for it.
  if (cause instanceof Error && cause.message.startsWith('failed to lookup address'))
    return { code: 'unresolved', cause }
  const reason = tlsReason(cause)
  if (reason !== 'other' || isTls(cause)) return { code: 'tls', reason, cause }
  // Happy eyeballs: what the first address (the one the resolver prefers) met says most.
  const [first] = cause instanceof AggregateError ? cause.errors : []
  if (first !== undefined) return { ...dialFailure(first, false), cause }
  return { code: 'failed', cause }
}

/** A server that wants a client's certificate may say so only after the handshake (TLS 1.3): then `closed` has it. */
export function tlsReason(cause: unknown): TlsReason {
  const code = codeOf(cause)
  const known = REASONS[code]
  if (known !== undefined) return known
  const text = cause instanceof Error ? `${code} ${cause.message}` : String(cause)
  if (ALERTS.test(text)) return 'client_certificate'
  return WORDS.find(([words]) => words.test(text))?.[1] ?? 'other'
}

function isTls(cause: unknown): boolean {
  return /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL|EPROTO)/.test(codeOf(cause))
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : ''
}
