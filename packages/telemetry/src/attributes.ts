import type { Attributes } from '@opentelemetry/api'
import { type AttemptRecord, type Exchange, type ExchangeRecord, errors, type Origin, parseHost } from '@strait/core'
import { custom } from '@strait/core/providers'

/** Names that HTTP knows; others would let clients choose span names (semantic conventions, "HTTP request method"). */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'])

type Host = NonNullable<ReturnType<typeof parseHost>>

/** Chars of one value: what a client writes may not fill the queue. */
const LONGEST = 1024

/** What is known of a call to an upstream when it is over. */
export interface AttemptFacts {
  readonly target: string
  readonly provider: string
  readonly origin: Origin
  readonly method: string
  /** Masked. */
  readonly path: string
  /** Calls before it in the same exchange. */
  readonly earlier: number
  readonly status: number | undefined
  /** Why it failed, in Strait's words. */
  readonly failure: string | undefined
}

export function serverName({ method, route }: ExchangeRecord): string {
  const verb = METHODS.has(method) ? method : 'HTTP'
  return route === undefined ? verb : `${verb} ${route}`
}

/** `chat gpt-5` where the call is known (GenAI conventions), else method and provider. */
export function clientName(record: ExchangeRecord, { method, provider }: AttemptFacts): string {
  const operation = operationOf(record)
  if (operation !== undefined) return record.model === undefined ? operation : `${operation} ${clip(record.model)}`
  return `${METHODS.has(method) ? method : 'HTTP'} ${provider}`
}

/** HTTP server span, GenAI attributes where path and headers tell them, and `strait.*`. */
export function serverAttributes(exchange: Exchange, record: ExchangeRecord): Attributes {
  const { arrival } = exchange
  const { target, scheme, path, question } = splitTarget(exchange, record)
  const attributes: Attributes = {
    'http.request.method': verbOf(record.method),
    'url.scheme': scheme,
    'url.path': clip(path),
    'client.address': record.client,
    'network.protocol.version': arrival.httpVersion,
    'http.response.status_code': record.status,
    'http.request.body.size': record.bytesIn,
    'http.response.body.size': record.bytesOut,
    'strait.request.id': record.id,
    'strait.ended': record.ended,
  }
  if (question >= 0 && question + 1 < target.length) attributes['url.query'] = clip(target.slice(question + 1))
  if (!METHODS.has(record.method)) attributes['http.request.method_original'] = clip(record.method)
  const agent = arrival.fields.get('user-agent')
  if (agent !== undefined) attributes['user_agent.original'] = clip(agent)
  const host = hostOf(arrival.fields.get('host') ?? '')
  if (host !== undefined) {
    attributes['server.address'] = clip(host.name)
    attributes['server.port'] = host.port ?? (scheme === 'https' ? 443 : 80)
  }
  const error = errorOf(record)
  if (error !== undefined) attributes['error.type'] = error
  addStrait(attributes, record)
  addGenAi(attributes, exchange, record, record.attempts.at(-1)?.system ?? record.provider)
  return attributes
}

export function clientAttributes(exchange: Exchange, record: ExchangeRecord, facts: AttemptFacts): Attributes {
  const { origin, status } = facts
  const attributes: Attributes = {
    'http.request.method': verbOf(facts.method),
    'server.address': origin.host,
    'server.port': origin.port,
    'url.full': clip(`${origin.origin}${facts.path}`),
    'strait.target': facts.target,
    'strait.provider': facts.provider,
  }
  if (facts.earlier > 0) attributes['http.request.resend_count'] = facts.earlier
  addAttempt(attributes, record.attempts[facts.earlier])
  if (status !== undefined) attributes['http.response.status_code'] = status
  const error = attemptError(facts)
  if (error !== undefined) attributes['error.type'] = error
  addGenAi(attributes, exchange, record, record.attempts[facts.earlier]?.system ?? facts.provider)
  return attributes
}

/**
 * A server span fails only where the server does (HTTP conventions, "Status"): by a status of 5xx, or where the
 * answer broke off after its head for a reason that would have been one.
 */
export function errorOf({ status, error }: ExchangeRecord): string | undefined {
  if (error !== undefined && errors[error][0] >= 500) return error
  return status >= 500 ? String(status) : undefined
}

/** A client span fails from 400 on. That our own client left is no fault of the upstream. */
export function attemptError({ status, failure }: AttemptFacts): string | undefined {
  if (failure !== undefined) return failure === 'client_gone' ? undefined : failure
  return status !== undefined && status >= 400 ? String(status) : undefined
}

function verbOf(method: string): string {
  return METHODS.has(method) ? method : '_OTHER'
}

/** The record's target is masked; an absolute one names the authority, which stands in the host already. */
function splitTarget({ arrival }: Exchange, record: ExchangeRecord) {
  const { target } = record
  const question = target.indexOf('?')
  const whole = question < 0 ? target : target.slice(0, question)
  return { target, question, scheme: arrival.scheme, path: pathOf(whole) }
}

function pathOf(whole: string): string {
  return whole.startsWith('/') ? whole : whole.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/'
}

/** Nearly all requests of a listener name the same host. */
let lastHost: { readonly text: string; readonly host: Host | undefined } = { text: '', host: undefined }

function hostOf(text: string): Host | undefined {
  if (lastHost.text !== text) lastHost = { text, host: parseHost(text) }
  return lastHost.host
}

function addStrait(attributes: Attributes, record: ExchangeRecord): void {
  const { route, door, rule, caller, error, stage, callerTraceId, metadata, cache } = record
  if (cache !== undefined) attributes['strait.cache'] = cache
  if (record.attempts.length > 1) attributes['strait.attempts'] = record.attempts.length
  if (route !== undefined) attributes['strait.route'] = route
  if (door !== undefined) attributes['strait.door'] = door
  if (rule !== undefined) attributes['strait.rule'] = rule
  const template = templateOf(record)
  if (template !== undefined) attributes['http.route'] = template
  if (caller !== undefined) attributes['strait.caller'] = caller
  if (error !== undefined) attributes['strait.error'] = error
  if (error !== undefined) attributes['strait.stage'] = stage
  if (callerTraceId !== undefined) attributes['strait.caller.trace_id'] = callerTraceId
  for (const [name, value] of Object.entries(metadata ?? {})) attributes[`strait.metadata.${name}`] = value
}

/** Where in the tree, with which key, and what came of it where its answer was not the client's. */
function addAttempt(attributes: Attributes, attempt: AttemptRecord | undefined): void {
  if (attempt === undefined) return
  const { key, option, retry, replaced, exhausted } = attempt
  if (key !== undefined) attributes['strait.key'] = key
  if (option !== undefined) attributes['strait.option'] = option
  if (retry !== undefined && retry > 0) attributes['strait.retry'] = retry
  if (replaced !== undefined) attributes['strait.replaced'] = replaced
  if (exhausted === true) attributes['strait.retries_exhausted'] = true
}

/** The pattern that matched, of few values by nature; a bare path has none. */
function templateOf({ route, door }: ExchangeRecord): string | undefined {
  if (route?.startsWith('/')) return route
  return door === 'providers' && route !== undefined ? `/${route}/*` : undefined
}

function addGenAi(attributes: Attributes, exchange: Exchange, record: ExchangeRecord, label: string | undefined): void {
  const operation = operationOf(record)
  if (operation === undefined) return
  const route = exchange.match?.route.provider
  // A route that leads to several says nothing of whom; those who were asked do.
  const provider = route === undefined || route === custom ? label : route.telemetryName
  if (provider !== undefined) attributes['gen_ai.provider.name'] = provider
  attributes['gen_ai.operation.name'] = operation
  if (record.model !== undefined) attributes['gen_ai.request.model'] = clip(record.model)
}

function operationOf({ operation }: ExchangeRecord): string | undefined {
  return operation === 'other' ? undefined : operation
}

function clip(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST) : text
}
