import { corsHeaders } from './accept/cors.ts'
import { errorBody } from './error-body.ts'
import { errorHeaders } from './error-headers.ts'
import { type ErrorCode, GatewayError, goneError } from './errors.ts'
import type { Exchange, Reply } from './exchange.ts'
import type { Kit } from './kit.ts'
import { errorShapeOf } from './providers/error-shape.ts'
import type { ErrorShape } from './providers/provider.ts'
import type { Ended } from './record.ts'
import { utf8 } from './web/bytes.ts'
import { later } from './web/later.ts'

/**
 * The one place where an error becomes an answer, in the caller's dialect. It writes the same record as a
 * success, with the stage it reached.
 */
export function refuse(exchange: Exchange, error: unknown, kit: Kit, done: () => void): Reply {
  later(done)
  const refusal = refusalOf(exchange, error)
  const { body: unread, tunnel } = exchange.answer ?? {}
  // An answer was there and nobody will read it: the upstream must not wait for a reader.
  if (unread !== undefined && !(unread instanceof Uint8Array)) unread.cancel(refusal)
  tunnel?.down.cancel(refusal)
  const shape = refusal.shape ?? shapeFor(exchange)
  const body = utf8(errorBody(shape, refusal, exchange.id))
  const bodyless = exchange.arrival.method === 'HEAD'
  exchange.error = refusal.code
  exchange.cause = refusal.cause
  exchange.status = refusal.status
  exchange.ended = endedBy(refusal.code)
  exchange.bytesOut = bodyless ? 0 : body.length
  exchange.times.replied = kit.runtime.clock()
  const headers = [...refusalHeaders(exchange, refusal, kit), ...errorHeaders(shape, refusal)]
  headers.push('content-length', String(body.length))
  return { status: refusal.status, reason: undefined, headers, body: bodyless ? undefined : body }
}

function refusalOf({ cancel }: Exchange, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  // Whatever broke after the line was pulled broke because of that.
  return cancel.pulled ? goneError(cancel.reason) : new GatewayError('internal', { cause: error })
}

function endedBy(code: ErrorCode): Ended {
  if (code === 'client_gone') return 'client'
  return code.startsWith('upstream_') ? 'upstream' : 'strait'
}

function refusalHeaders(exchange: Exchange, refusal: GatewayError, { plan }: Kit): string[] {
  const { arrival, id, spoken } = exchange
  return [
    ...['content-type', 'application/json', 'x-content-type-options', 'nosniff'],
    ...['x-strait-error', refusal.code, 'x-strait-request-id', id],
    ...(refusal.retryAfter === undefined ? [] : ['retry-after', String(refusal.retryAfter)]),
    ...refusal.headers,
    ...(spoken?.answerLines(exchange) ?? []),
    ...(plan.cors === undefined ? [] : corsHeaders(arrival.fields.get('origin'), plan.cors)),
  ]
}

function shapeFor(exchange: Exchange): ErrorShape {
  const { match } = exchange
  return (
    match?.detected?.errors ??
    match?.route.errors ??
    errorShapeOf(exchange.path + exchange.query || exchange.arrival.target, exchange.arrival.fields)
  )
}
