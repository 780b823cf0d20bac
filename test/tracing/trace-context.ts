import { randomBytes } from 'node:crypto'

export interface Context {
  readonly traceId: string
  readonly spanId: string
  /** Two hex digits. */
  readonly flags: string
}

/** What a client that traces would send; a trace of its own each time. */
export function newContext(flags = '01'): Context & { readonly traceparent: string } {
  const traceId = randomBytes(16).toString('hex')
  const spanId = randomBytes(8).toString('hex')
  return { traceId, spanId, flags, traceparent: `00-${traceId}-${spanId}-${flags}` }
}

/** W3C Trace Context 3.2.2, version 00, read without mercy; undefined for anything else. */
export function readContext(traceparent: string): Context | undefined {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/.exec(traceparent) ?? []
  return traceId === '' ? undefined : { traceId, spanId, flags }
}
