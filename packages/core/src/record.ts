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
  /** What telemetry calls providers of its type. */
  readonly system?: string
  status: number | undefined
  error: ErrorCode | undefined
  /** ms from the attempt's start to the answer's head or the failure. */
  ms: number
  /** Which of the provider's keys went along, by its label; undefined: the caller's own, or none. */
  readonly key?: string | undefined
  /** Where the target stands in the tree, as a JSON path. */
  readonly option?: string | undefined
  /** How many attempts at the same target came before. */
  readonly retry?: number
  /** All that the policy allows was tried, and this was the last and no better. */
  exhausted?: boolean
  /** What came of it where its answer was not the client's: tried again, left for the next, overtaken by another. */
  replaced?: 'retried' | 'next' | 'overtaken' | undefined
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
  /** What the cache did, where there is one. */
  readonly cache?: string | undefined
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
