import { maskHeaders, maskTarget, type WireWatcher } from '@strait/core'
import type { Logger } from './logger.ts'

/** `--debug`: what went to the upstream and what came back, heads only and masked. Never a body. */
export function wireLog(logger: Logger): WireWatcher {
  return (exchange, request, outcome) => {
    logger.log('debug', `${request.method} ${request.origin.origin}${maskTarget(request.target)}`, {
      id: exchange.id,
      rule: exchange.match.rule,
      route: exchange.match.route.name,
      received: maskHeaders(exchange.arrival.fields.flat, request.secretNames),
      sent: maskHeaders(request.headers, request.secretNames),
      ...(outcome.kind === 'answer'
        ? { status: outcome.status, answer: maskHeaders(outcome.headers) }
        : { failed: outcome.code }),
    })
  }
}
