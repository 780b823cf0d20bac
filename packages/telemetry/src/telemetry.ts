import type { Tracer } from '@strait/core'
import type { TelemetryOptions } from './options.ts'

export interface Telemetry {
  /** For the plan. */
  readonly tracer: Tracer
  /** Where spans go, for the start-up lines. */
  readonly target: string
  /** Spans that were not delivered, since the start. */
  dropped(): number
  /** Everything finished so far is on its way or given up. Never rejects. */
  flush(): Promise<void>
  /** The last flush, within `deadline` ms. Never rejects. */
  shutdown(deadline?: number): Promise<void>
  /** There where the runtime makes a server span of its own: runs the handler of a `node:http` request inside it. */
  readonly inside?: (<T>(response: object, run: () => T) => T) | undefined
}

export interface TelemetryHost {
  readonly version?: string
  /** Told at most once a minute. */
  readonly warn?: (message: string) => void
  /** The same clocks as the core's `Runtime`. */
  readonly clock?: () => number
  readonly now?: () => number
  /** Where a process may stop between requests: spans go out as each exchange ends. */
  readonly flushEach?: boolean
  /** Then keeps the isolate alive until they have. */
  readonly defer?: (promise: Promise<unknown>) => void
}

export type CreateOptions = TelemetryOptions & TelemetryHost
