import type { UpstreamFailureCode } from '@strait/core'
import type { WireErrorCode } from '@strait/wire'

const CODES: Readonly<Record<WireErrorCode, UpstreamFailureCode>> = {
  refused: 'upstream_refused',
  unreachable: 'upstream_unreachable',
  unresolved: 'upstream_unresolved',
  tls: 'upstream_tls',
  connect_timeout: 'connect_timeout',
  tls_timeout: 'tls_timeout',
  queue_full: 'overloaded',
  bad_request: 'bad_header',
  reset: 'upstream_reset',
  cut_head: 'upstream_reset',
  cut_body: 'upstream_reset',
  malformed: 'upstream_malformed',
  head_too_large: 'upstream_head_too_large',
  unexpected_upgrade: 'upstream_unexpected_upgrade',
  aborted: 'client_gone',
  // Whose fault it was, core knows better: it gave the body.
  body_failed: 'upstream_reset',
}

/** What a word of the wire means to the caller. */
export function failureCode(code: WireErrorCode): UpstreamFailureCode {
  return CODES[code]
}
