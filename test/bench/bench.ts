import type { RuntimeName } from '@strait/testkit'
import type { Cores } from './cores.ts'
import type { Options } from './options.ts'
import type { Spread } from './stats.ts'

/** Where load goes: a gateway, or the upstream itself. */
export interface Contender {
  readonly name: ContenderName
  readonly port: number
  /** Undefined for the upstream, whose CPU is not asked for. */
  readonly pid: number | undefined
}

export type ContenderName = 'direct' | 'nginx' | 'relay' | 'strait'

export interface Upstreams {
  /** Answers whole; nginx where installed. */
  readonly plain: number
  /** Streams events. */
  readonly streams: number
}

/** What every case is given. */
export interface Bench {
  readonly runtime: RuntimeName
  readonly options: Options
  readonly cores: Cores
  readonly upstreams: Upstreams
  /** For config files and scripts; removed at the end. */
  readonly directory: string
  /** nginx where installed, the bare relay, Strait: running and warm. */
  readonly gateways: readonly Contender[]
}

/** One line of a runtime's table; a cell that is absent prints as a dash. */
export interface Row {
  readonly name: string
  readonly strait: string
  readonly relay?: string | undefined
  readonly nginx?: string | undefined
  readonly toRelay?: Spread | undefined
  readonly toNginx?: Spread | undefined
  /** µs for each request, or event. */
  readonly cpu?: Readonly<Partial<Record<ContenderName, number>>> | undefined
  readonly errors: Readonly<Record<string, number>>
  readonly note?: string | undefined
  /** Of the same without what the row measures. */
  readonly share?: number | undefined
  /** More CPU for each request than the same without it, as a share of that. */
  readonly cost?: number | undefined
}

/** A target of the project and what was measured. */
export interface Verdict {
  readonly runtime: RuntimeName
  readonly target: string
  readonly measured: string
  readonly met: boolean
  /** Why a miss says nothing of Strait: this machine lets nobody meet it. */
  readonly untold?: string | undefined
}

export interface CaseResult {
  readonly rows: readonly Row[]
  readonly verdicts: readonly Verdict[]
}
