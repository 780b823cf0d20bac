import type { Admitted } from '../../exchange.ts'

/** What SDKs say of how long they will wait, in seconds: behind that an attempt is for nobody. */
const NAMES = ['x-stainless-read-timeout', 'x-stainless-timeout'] as const

/** Monotonic ms until which the caller waits, as far as it says so; Infinity where it does not. */
export function callersDeadline({ arrival: { fields }, startedAt }: Admitted): number {
  for (const name of NAMES) {
    const seconds = Number(fields.get(name))
    if (seconds > 0) return startedAt + seconds * 1000
  }
  return Number.POSITIVE_INFINITY
}
