import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'

export interface Framing {
  readonly present: boolean
  /** From `content-length`; undefined for chunked, and where no body is announced. */
  readonly length: number | undefined
}

const DIGITS = /^[0-9]{1,15}$/

/**
 * How the client framed its body (RFC 9112 6.3). Two lengths, or a length beside chunked, could be read
 * differently upstream: refused, even where the server in front of us has already chosen one.
 */
export function readFraming(arrival: Arrival): Framing {
  const { fields } = arrival
  const text = fields.get('content-length')
  const coding = fields.get('transfer-encoding')
  if (text !== undefined && (coding !== undefined || fields.repeats('content-length'))) {
    throw new GatewayError('ambiguous_framing')
  }
  const expects = fields.get('expect')
  if (expects !== undefined && expects.toLowerCase() !== '100-continue') throw new GatewayError('bad_expectation')
  if (coding !== undefined) {
    // RFC 9112 6.1: HTTP/1.0 knows no transfer codings; whoever relayed this may have read it otherwise.
    if (arrival.httpVersion === '1.0') throw new GatewayError('ambiguous_framing')
    if (fields.repeats('transfer-encoding') || coding.trim().toLowerCase() !== 'chunked') {
      throw new GatewayError('ambiguous_framing')
    }
    if (arrival.body === undefined) throw new GatewayError('body_not_carried')
    return { present: true, length: undefined }
  }
  // HTTP/2 bodies need no announcement: there the frames say where a body ends.
  if (text === undefined)
    return { present: arrival.httpVersion === '2' && arrival.body !== undefined, length: undefined }
  // Runtimes join equal lines as "5, 5" (Bun, Deno): the digits-only rule catches these too.
  if (!DIGITS.test(text)) throw new GatewayError('ambiguous_framing')
  const length = Number(text)
  if (length > 0 && arrival.body === undefined) throw new GatewayError('body_not_carried')
  return { present: length > 0, length }
}
