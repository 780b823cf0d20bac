import type { ErrorShape } from './providers/provider.ts'

/**
 * Every refusal of Strait's own: code → status and what the reader is told. A code never changes its meaning;
 * clients see it in `x-strait-error`. Causes go to the record, never to the client.
 */
export const errors = {
  // accept: the message itself
  bad_request: [400, 'The request is not well-formed HTTP/1.1, so no more can be said of it.'],
  head_timeout: [408, 'The head of the request did not arrive in time (`timeouts.client.head`).'],
  bad_target: [
    400,
    'The request target is not a path that can be passed on as it stands. Send an absolute path such as /openai/v1/models.',
  ],
  dot_segments: [400, 'The path holds "." or ".." segments (perhaps escaped). Send the path already resolved.'],
  target_not_ascii: [400, 'The request target holds characters outside ASCII. Percent-encode them.'],
  bad_host: [400, 'HTTP/1.1 needs exactly one well-formed host header.'],
  host_mismatch: [
    400,
    'The absolute request target and the host header disagree. Send one of them, or the same in both.',
  ],
  bad_header: [400, 'A header can not be passed on as it was sent.'],
  duplicate_authorization: [400, 'The request holds more than one authorization header. Send one.'],
  ambiguous_framing: [
    400,
    'The length of the body is stated in more than one way. Send one content-length, or transfer-encoding: chunked.',
  ],
  body_not_carried: [400, 'This server can not pass on a body with this method. Send it with POST.'],
  bad_expectation: [417, 'Only "expect: 100-continue" can be met.'],
  method_unsupported: [501, 'This method can not be passed on.'],
  upgrade_unsupported: [
    501,
    'Only WebSocket over HTTP/1.1 (RFC 6455) is switched to here, and not where the server can hand over no connection.',
  ],
  bad_upgrade: [400, 'The request is no WebSocket handshake: see RFC 6455, section 4.1.'],
  upgrade_version: [426, 'Only version 13 of the WebSocket protocol is spoken (RFC 6455).'],
  protocol_unsupported: [
    501,
    'The provider serves this path over HTTP/2 alone, which is not spoken here. Use its HTTP/1.1 endpoint.',
  ],
  target_too_long: [414, 'The request target is longer than `bounds.target` allows.'],
  head_too_large: [431, 'The request headers are larger than `bounds.head` and `bounds.headers` allow.'],
  body_too_large: [413, 'The request body is larger than `bounds.body` allows.'],
  body_timeout: [408, 'The request body stopped arriving.'],
  overloaded: [503, 'Too many requests at once. Try again shortly.'],
  draining: [503, 'This instance is shutting down. Try again: another one will answer.'],
  host_not_allowed: [
    403,
    'Without access keys Strait answers only to local names. Add this host to `allow_hosts`, or configure `access.keys`.',
  ],
  cross_origin: [403, 'A web page of another origin sent this. Add its origin to `cors.origins` to allow it.'],
  // identify, match, admit
  key_missing: [401, "This gateway needs a key. Send it where you would put the provider's key."],
  key_invalid: [401, "The key is not one of this gateway's keys."],
  no_route: [404, 'No route matches this path. GET / lists the doors.'],
  ambiguous_provider: [
    400,
    'More than one provider can be meant by this path. Put the name of one in front of it: /NAME/v1/...',
  ],
  method_not_allowed: [405, 'This route does not take this method.'],
  bad_control_header: [400, 'A header that steers the gateway does not say what it can act on.'],
  config_unsupported: [501, 'The config sent with the request asks for something that is not built yet.'],
  host_with_held_key: [
    400,
    'The request names a host of its own for a provider whose credential the gateway holds. Leave out one of the two.',
  ],
  provider_unconfigured: [400, 'This provider needs an address of its own in the config.'],
  not_admitted: [403, 'A policy of this gateway refused the request.'],
  bad_region: [400, 'The region in the path is not one that this provider has.'],
  model_missing: [400, 'The model decides where this request goes, and it names none.'],
  model_unknown: [400, 'No target of this route takes this model.'],
  model_not_found: [404, 'No model of this name is configured. GET /v1/models lists them.'],
  adapter_unsupported: [501, 'This route needs an adapter, and adapters are not part of this version.'],
  no_key_for_model: [403, 'None of the keys for this provider may be used with this model.'],
  no_condition_met: [400, 'None of the conditions of this route holds, and it has no `else`.'],
  no_original: [
    400,
    'The request itself names no provider, and it would have to: this target passes it on as it came. Name one (`x-portkey-provider`, a path that only one provider has, or its key).',
  ],
  // prepare: what can't be sent
  bad_url: [400, 'The address is not an http(s) URL that can be called.'],
  egress_refused: [
    403,
    'This address is not one that requests may choose. The operator can open it with `egress.allow`.',
  ],
  host_behind_proxy: [
    403,
    'A proxy would look this host up, so where it leads can not be checked. Use https, or the operator can allow the name with `egress.allow`.',
  ],
  egress_unpinned: [
    501,
    'The host comes from the request, and with `transport: fetch` no connection can be kept to the address that was checked. Use a path that names no region, or `transport: wire`.',
  ],
  upgrade_needs_sockets: [
    501,
    'With `transport: fetch` no WebSocket can be carried. The operator can set `transport: wire`.',
  ],
  body_too_large_to_sign: [413, 'The body is larger than what can be held to sign it (`bounds.signed_body`).'],
  body_too_large_to_edit: [413, 'The body is larger than what can be held to change it (`bounds.edited_body`).'],
  body_too_large_to_read: [413, 'The body is larger than what can be held to read it (`bounds.edited_body`).'],
  condition_too_costly: [
    413,
    'The conditions that decide where this request goes have too much to look through in it. Send less, or use simpler patterns.',
  ],
  override_not_json: [
    415,
    'This route changes members of a JSON body, and this body is none. Send JSON, or use a route without `override`.',
  ],
  override_encoded: [
    415,
    'This route changes members of a JSON body, and this body is compressed. Send it plain, or the operator can set `override_encoded: true`.',
  ],
  token_failed: [502, 'No access token for this provider could be obtained. Check its credential in the config.'],
  // send: the upstream
  target_busy: [503, 'Too many requests at once for this provider (`concurrency`). Try again shortly.'],
  overtaken: [499, 'Another attempt answered first.'],
  upstream_refused: [502, 'The provider refused the connection. Check its `url` and that it is running.'],
  upstream_unreachable: [502, 'The provider could not be reached. Check its `url` and the network.'],
  upstream_unresolved: [502, 'The name of the provider could not be resolved. Check its `url`.'],
  upstream_tls: [
    502,
    'No TLS connection to the provider could be made. Check its certificate, or the `tls.ca` of its config.',
  ],
  upstream_reset: [
    502,
    'The provider closed the connection before it answered. The request may have reached it; `retry: { on: [network] }` would send such a request again.',
  ],
  upstream_malformed: [502, 'The provider answered with something that is not HTTP.'],
  upstream_head_too_large: [502, "The headers of the provider's answer are larger than `bounds.answer_head` allows."],
  upstream_unexpected_upgrade: [502, 'The provider switched protocols without being asked.'],
  proxy_unreachable: [502, 'The egress proxy could not be reached. Check `egress.proxy` and that it is running.'],
  proxy_unauthorized: [
    502,
    'The egress proxy wants credentials, or others. Check user and password in `egress.proxy`.',
  ],
  proxy_refused: [
    502,
    'The egress proxy opened no way to the provider. Check its rules and its log, or except the provider with `no_proxy`.',
  ],
  proxy_broken: [502, 'The egress proxy did not answer as an HTTP proxy does. Check that `egress.proxy` names one.'],
  connect_timeout: [504, 'No connection to the provider in time (`timeouts.connect`).'],
  tls_timeout: [504, 'The provider did not finish the TLS handshake in time (`timeouts.connect`).'],
  first_byte_timeout: [504, 'The provider did not begin to answer in time (`timeouts.first_byte`).'],
  idle_timeout: [504, 'The provider stopped sending in the middle of its answer (`timeouts.idle`).'],
  total_timeout: [504, 'The attempt took longer than `timeouts.total` allows.'],
  client_stalled: [499, 'The client accepted no byte for too long.'],
  client_gone: [499, 'The client left before the answer was whole.'],
  upstream_cut: [502, "The provider's answer ended before it was whole."],
  internal: [500, 'Strait failed at this request. The log has the cause under the request id.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof errors

export interface GatewayErrorOptions {
  /** What exactly was wrong and what to do; replaces the table's message. Public: no addresses, no secrets. */
  readonly detail?: string | undefined
  /** For the record and the log only. */
  readonly cause?: unknown
  /** Seconds, sent as `retry-after`. */
  readonly retryAfter?: number | undefined
  /** More answer headers, e.g. `allow`. */
  readonly headers?: readonly string[] | undefined
  /** In whose words, where something else than the path tells. */
  readonly shape?: ErrorShape | undefined
}

/** A refusal on its way to `refuse.ts`, which alone makes a Reply of it. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly status: number
  readonly retryAfter: number | undefined
  readonly headers: readonly string[]
  readonly shape: ErrorShape | undefined

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    super(options.detail ?? errors[code][1], options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = errors[code][0]
    this.retryAfter = options.retryAfter
    this.headers = options.headers ?? []
    this.shape = options.shape
  }
}

/** Why an exchange was ended early: a limit of ours struck, or the client left. */
export function goneError(reason: unknown): GatewayError {
  return reason instanceof GatewayError ? reason : new GatewayError('client_gone', { cause: reason })
}
