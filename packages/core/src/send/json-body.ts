import type { Exchange } from '../exchange.ts'

/** Whether there is a body in which a member could be read, or changed: all others go on without being held. */
export function isJsonBody({ arrival: { fields }, body }: Pick<Exchange, 'arrival' | 'body'>): boolean {
  return body.present && /\bjson\b/i.test(fields.get('content-type') ?? '') && !fields.has('content-encoding')
}
