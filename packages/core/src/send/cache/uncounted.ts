import { carriersOf, providers } from '../../providers/index.ts'
import { hopByHop } from '../../web/hop-by-hop.ts'

/** Headers that say something of the call, not of what is asked: who traces it, by which program, by which way, when. */
const VOLATILE: ReadonlySet<string> = new Set([
  ...['traceparent', 'tracestate', 'baggage', 'b3', 'sentry-trace', 'uber-trace-id', 'x-amzn-trace-id'],
  ...['x-cloud-trace-context', 'x-request-id', 'x-correlation-id', 'x-client-request-id'],
  ...['user-agent', 'date', 'forwarded', 'via', 'x-real-ip'],
  // What they say of the cache is for the cache to follow.
  ...['cache-control', 'pragma'],
  // Of one connection, or of one message's framing.
  ...hopByHop,
  ...['te', 'trailer', 'content-length', 'expect', 'host'],
  // They ask the gateway for something, but for no other answer.
  ...['trace-id', 'span-id', 'span-name', 'parent-span-id', 'metadata', 'request-timeout', 'debug'].map(portkey),
  portkey('cache-force-refresh'),
  'x-strait-info',
])

const VOLATILE_BEGINNINGS = ['x-b3-', 'x-datadog-', 'x-forwarded-', 'x-stainless-'] as const

function portkey(name: string): string {
  return `x-portkey-${name}`
}

/** Whether two requests may differ in this header and still ask the same. */
export function isVolatile(name: string): boolean {
  if (VOLATILE.has(name)) return true
  if (name.charCodeAt(0) !== 0x78) return false
  for (const beginning of VOLATILE_BEGINNINGS) if (name.startsWith(beginning)) return true
  return false
}

const carriers = [...providers.values()].map(carriersOf)

/** Where anybody's credential can stand, as headers (lower case) and as query parameters. */
export const credentialHeaders: ReadonlySet<string> = new Set([
  'cookie',
  ...carriers.flatMap(({ headers }) => [...headers]),
])

export const credentialParameters: readonly string[] = [...new Set(carriers.flatMap(({ query }) => query))]
