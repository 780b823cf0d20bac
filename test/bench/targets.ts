import type { RuntimeName } from '@strait/testkit'
import type { Row, Verdict } from './bench.ts'

/** The project's targets, telemetry off unless it says otherwise. */
export const TARGETS = {
  /** Of what the same runtime's bare relay does. */
  ofRelay: 0.8,
  /** ms added at `rate` requests a second. */
  addedP50: 0.3,
  addedP99: 1.5,
  rate: 400,
  /** kB for each open stream. */
  streamKb: 80,
  /** ms from the process's start to the first answer, on Bun. */
  startMs: 300,
  /** Shares of throughput. */
  tracing: 0.25,
  sampledOut: 0.03,
  /** CPU more than by a provider's own door. */
  door: 0.05,
  /** CPU more than the same route takes with a single target. */
  tree: 0.08,
  /** Times as fast as the same call to the upstream, one at a time. */
  hit: 1.5,
} as const

/** A row with errors meets nothing, however fast it was. */
export function verdict(runtime: RuntimeName, row: Row, target: string, measured: string, met: boolean): Verdict {
  const failed = errorCount(row)
  const shown = failed === 0 ? measured : `${measured}, ${failed} errors`
  return { runtime, target, measured: shown, met: met && failed === 0 }
}

export function ofRelay(runtime: RuntimeName, row: Row): Verdict {
  const reached = row.toRelay?.median ?? Number.NaN
  const target = `${row.name}: ≥ ${TARGETS.ofRelay} of the bare relay`
  return verdict(runtime, row, target, reached.toFixed(2), reached >= TARGETS.ofRelay)
}

export function errorCount(row: Row): number {
  return Object.values(row.errors).reduce((sum, count) => sum + count, 0)
}
