import { goneError } from '../errors.ts'
import type { Answered, Reply } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Flow } from '../web/flow.ts'
import { later } from '../web/later.ts'
import { answerHeaders } from './answer-headers.ts'
import { relayedFlow } from './relayed-flow.ts'
import { relayedTunnel } from './relayed-tunnel.ts'
import { createTaps } from './taps.ts'

/** Hands the answer on, byte for byte; taps watch. `done` runs once, after the last byte or when it is given up. */
export function relay(exchange: Answered, kit: Kit, done: () => void): Reply {
  exchange.stage = 'relay'
  const { answer, arrival, cancel } = exchange
  if (cancel.pulled) throw goneError(cancel.reason)
  // An answer is chosen: no attempt follows, and a long stream should not hold on to its prompt.
  exchange.body.settle()
  const { status, reason } = answer
  exchange.status = status
  const headers = answerHeaders(exchange, kit.plan)
  exchange.times.replied = kit.runtime.clock()
  const { tunnel } = answer
  if (tunnel !== undefined) {
    return { status, reason, headers, body: undefined, tunnel: relayedTunnel(tunnel, exchange, kit, done) }
  }
  const body = isBodyless(arrival.method, status) ? withoutBody(answer.body) : answer.body
  if (body === undefined || body instanceof Uint8Array) {
    relayWhole(body, exchange, kit, done)
    return { status, reason, headers, body }
  }
  const taps = createTaps(exchange, kit.plan)
  return { status, reason, headers, body: relayedFlow(body, exchange, kit, taps, done) }
}

/** Handed to the server whole: what happens to it from here is between the server and the socket. */
function relayWhole(body: Uint8Array | undefined, exchange: Answered, kit: Kit, done: () => void): void {
  const taps = createTaps(exchange, kit.plan)
  exchange.ended ??= 'whole'
  if (body !== undefined) {
    exchange.bytesOut = body.length
    exchange.times.firstByte = exchange.times.replied
    exchange.trace?.firstByte()
  }
  later(() => {
    if (body !== undefined) taps?.chunk(body)
    taps?.end(true)
    done()
  })
}

/** RFC 9110 9.3.2, 15.3.5, 15.3.6, 15.4.5. */
function isBodyless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304
}

/** An upstream that sends a body all the same speaks out of turn: there is nowhere to put it. */
function withoutBody(body: Uint8Array | Flow | undefined): undefined {
  if (body !== undefined && !(body instanceof Uint8Array)) body.cancel(new Error('this answer has no body'))
  return undefined
}
