import type { UpstreamFailureCode } from '@strait/core'
import { ConnectTimeout } from './connector.ts'

const CODES: Record<string, UpstreamFailureCode> = {
  ECONNREFUSED: 'upstream_refused',
  ENOTFOUND: 'upstream_unresolved',
  EAI_AGAIN: 'upstream_unresolved',
  EAI_FAIL: 'upstream_unresolved',
  EHOSTUNREACH: 'upstream_unreachable',
  ENETUNREACH: 'upstream_unreachable',
  EADDRNOTAVAIL: 'upstream_unreachable',
  ECONNABORTED: 'upstream_unreachable',
  ETIMEDOUT: 'upstream_unreachable',
  EPROTO: 'upstream_tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'upstream_tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'upstream_tls',
  UNABLE_TO_GET_ISSUER_CERT: 'upstream_tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'upstream_tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'upstream_tls',
  UNKNOWN_CERTIFICATE_VERIFICATION_ERROR: 'upstream_tls',
  HOSTNAME_MISMATCH: 'upstream_tls',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'upstream_malformed',
  UND_ERR_INVALID_ARG: 'bad_header',
  UND_ERR_HEADERS_OVERFLOW: 'upstream_head_too_large',
  HPE_HEADER_OVERFLOW: 'upstream_head_too_large',
}

/** What an error of undici or of a socket means to the caller. Before the connection stood, nothing was delivered. */
export function failureCode(error: unknown, connected: boolean): UpstreamFailureCode {
  if (error instanceof ConnectTimeout) return 'connect_timeout'
  if (!(error instanceof Error)) return 'upstream_reset'
  if (error.message === 'bad upgrade') return 'upstream_unexpected_upgrade'
  // The parser's error has a code only where llhttp names one.
  if (error.message === 'bad response' || error.name === 'HTTPParserError') return 'upstream_malformed'
  const { code = '' } = error as NodeJS.ErrnoException
  const known = CODES[code]
  if (known !== undefined) return known
  if (/^(CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL)/.test(code)) return 'upstream_tls'
  const [first] = error instanceof AggregateError ? error.errors : []
  if (first !== undefined) return failureCode(first, connected)
  if (!connected) return /certificate|tls|ssl|handshake/i.test(error.message) ? 'upstream_tls' : 'upstream_unreachable'
  return 'upstream_reset'
}
