import { answeredBy, cacheNote } from '../cache-note.ts'
import type { Exchange } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { ExchangeRecord } from '../record.ts'
import { maskTarget } from '../web/mask.ts'

export function writeRecord(exchange: Exchange, kit: Kit): ExchangeRecord {
  const { arrival, caller, match, attempts } = exchange
  return {
    id: exchange.id,
    at: kit.runtime.now(),
    stage: exchange.stage,
    method: arrival.method,
    target: maskTarget(arrival.target),
    client: exchange.client,
    caller: caller?.kind === 'key' ? caller.name : undefined,
    door: match?.route.door,
    route: match?.route.name,
    rule: match?.rule,
    provider: answeredBy(exchange)?.provider ?? match?.route.provider?.name,
    operation: match?.detected?.operation,
    model: match?.detected?.model,
    status: exchange.status,
    error: exchange.error,
    cause: exchange.cause,
    bytesIn: exchange.body.received,
    bytesOut: exchange.bytesOut,
    attempts,
    cache: cacheNote(exchange),
    ended: exchange.ended ?? 'whole',
    tapsDropped: exchange.tapsDropped,
    traceId: exchange.trace?.traceId,
    callerTraceId: exchange.spoken?.traceId,
    metadata: exchange.spoken?.metadata,
    ms: times(exchange, kit.runtime.clock()),
  }
}

function times({ startedAt, times: { sent, head, replied, firstByte } }: Exchange, end: number): ExchangeRecord['ms'] {
  const since = (at: number): number | undefined => (at === 0 ? undefined : at - startedAt)
  const before = sent === 0 ? end - startedAt : sent - startedAt
  const between = head === 0 || replied === 0 ? 0 : replied - head
  return { head: since(replied), firstByte: since(firstByte), total: end - startedAt, inside: before + between }
}
