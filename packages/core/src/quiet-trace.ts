import type { Exchange } from './exchange.ts'
import type { AttemptTrace, ExchangeTrace, Tracer } from './telemetry.ts'

/** A trace that can't touch traffic: what it throws goes no further, and the exchange is untraced from there on. */
export function beginTrace(tracer: Tracer, exchange: Exchange): ExchangeTrace | undefined {
  const trace = quietly(() => tracer.begin(exchange))
  if (trace === undefined) return undefined
  return {
    traceId: trace.traceId,
    attempt: (request) => quietAttempt(quietly(() => trace.attempt(request))),
    firstByte: () => quietly(() => trace.firstByte()),
    end: (record) => quietly(() => trace.end(record)),
  }
}

function quietAttempt(attempt: AttemptTrace | undefined): AttemptTrace {
  return {
    headers: attempt?.headers ?? [],
    begin: (request) => quietly(() => attempt?.begin(request)),
    end: (outcome) => quietly(() => attempt?.end(outcome)),
  }
}

function quietly<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch {
    return undefined
  }
}
