import { answeredBy, answeringAttempt } from '../cache-note.ts'
import type { Answered } from '../exchange.ts'

const ASKS = /^(?:1|true|yes|on)$/i

/** What became of a request, for the caller that asks for it with `x-strait-info: true`. */
export function infoHeaders(exchange: Answered): string[] {
  const { arrival, attempts, times } = exchange
  if (!ASKS.test(arrival.fields.get('x-strait-info') ?? '')) return []
  const by = answeredBy(exchange)
  const last = answeringAttempt(exchange)
  const lines = ['x-strait-attempts', String(attempts.length)]
  if (by !== undefined) {
    lines.push('x-strait-provider', by.provider, 'x-strait-target', by.target)
    if (by.option !== undefined) lines.push('x-strait-option', by.option)
  }
  if (last !== undefined) {
    if (last.key !== undefined) lines.push('x-strait-key', last.key)
    lines.push('x-strait-retries', String(last.retry ?? 0))
  }
  if (times.head > 0) lines.push('x-strait-upstream-ms', String(Math.round(last?.ms ?? 0)))
  return lines
}
