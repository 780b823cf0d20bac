import type { ErrorCode } from './errors.ts'
import type { DoorName, Metadata } from './exchange.ts'
import type { Operation } from './providers/provider.ts'

export type StageName = 'accept' | 'identify' | 'match' | 'admit' | 'send' | 'relay' | 'observe'

/** Who ended the exchange: `whole` is nobody, the answer arrived complete. */
export type Ended = 'whole' | 'client' | 'upstream' | 'strait'

export interface AttemptRecord {
  readonly target: string
  readonly provider: string
  readonly address: string
  status: number | undefined
  error: ErrorCode | undefined
  /** ms from the attempt's start to the answer's head or the failure. */
  ms: number
}

/** What an exchange was: written once, after its last byte, for a success and a refusal alike. */
export interface ExchangeRecord {
  readonly id: string
  readonly at: number
  /** The last stage it reached. */
  readonly stage: StageName
  readonly method: string
  /** Secrets in the query are masked. */
  readonly target: string
  readonly client: string
  readonly caller: string | undefined
  readonly door: DoorName | undefined
  readonly route: string | undefined
  readonly rule: string | undefined
  readonly provider: string | undefined
  readonly operation: Operation | undefined
  readonly model: string | undefined
  readonly status: number
  readonly error: ErrorCode | undefined
  readonly cause: unknown
  readonly bytesIn: number
  readonly bytesOut: number
  readonly attempts: readonly AttemptRecord[]
  readonly ended: Ended
  readonly tapsDropped: number
  readonly traceId: string | undefined
  /** What the caller calls the trace that this belongs to, and what it attached to the call. */
  readonly callerTraceId: string | undefined
  readonly metadata: Metadata | undefined
  readonly ms: {
    /** To the answer's head, to its first byte, to its last; undefined where it never came. */
    readonly head: number | undefined
    readonly firstByte: number | undefined
    readonly total: number
    /** Spent in Strait itself: before the request went on, and between the answer's head and its relay. */
    readonly inside: number
  }
}

/** Told of every exchange, once. What it throws is counted and goes no further. */
export interface Observer {
  readonly name: string
  record(record: ExchangeRecord): void
}
