import type { ErrorCode } from '../errors.ts'
import type { Answer, Arrival, Caller, Carrier, Exchange, Match, Spoken } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { beginTrace } from '../quiet-trace.ts'
import type { AttemptRecord, Ended, StageName } from '../record.ts'
import type { Tap } from '../tap.ts'
import type { ExchangeTrace } from '../telemetry.ts'
import type { Cancel } from '../web/cancel.ts'
import type { Cidr } from '../web/cidr.ts'
import { Body } from './body.ts'
import { clientAddress } from './client-address.ts'

/** The exchange as it begins: nothing is judged yet, so nothing can fail. */
export function openExchange(arrival: Arrival, { plan, runtime, state }: Kit): Exchange {
  state.begin()
  const exchange = new Opened(arrival, runtime.id(), runtime.clock(), plan.trustedProxies)
  if (plan.tracer !== undefined) exchange.trace = beginTrace(plan.tracer, exchange)
  return exchange
}

const noBody = new Body(undefined, undefined, { max: 0 })
const noCarriers: readonly Carrier[] = []

/** All members from the start, in one order, so that engines keep one shape for every exchange. */
class Opened implements Exchange {
  arrival: Arrival
  readonly id: string
  readonly startedAt: number
  readonly cancel: Cancel
  stage: StageName = 'accept'
  path = ''
  query = ''
  body: Body = noBody
  trace: ExchangeTrace | undefined = undefined
  caller: Caller | undefined = undefined
  spoken: Spoken | undefined = undefined
  carriers: readonly Carrier[] = noCarriers
  match: Match | undefined = undefined
  answer: Answer | undefined = undefined
  readonly taps: Tap[] = []
  readonly undo: (() => void)[] = []
  readonly attempts: AttemptRecord[] = []
  readonly times = { sent: 0, head: 0, replied: 0, firstByte: 0 }
  status = 0
  error: ErrorCode | undefined = undefined
  cause: unknown = undefined
  bytesOut = 0
  tapsDropped = 0
  ended: Ended | undefined = undefined
  observed = false
  #notes: Map<string, unknown> | undefined = undefined
  #client: string | undefined = undefined
  /** As it came, whatever a dialect makes of it. */
  readonly #arrived: Arrival
  readonly #trusted: readonly Cidr[]

  constructor(arrival: Arrival, id: string, startedAt: number, trusted: readonly Cidr[]) {
    this.arrival = arrival
    this.id = id
    this.startedAt = startedAt
    this.cancel = arrival.cancel
    this.#arrived = arrival
    this.#trusted = trusted
  }

  get client(): string {
    this.#client ??= clientAddress(this.#arrived.peer, this.#arrived.fields, this.#trusted)
    return this.#client
  }

  get hasNotes(): boolean {
    return this.#notes !== undefined
  }

  /** Few exchanges leave notes, and a map is dear. */
  get notes(): Map<string, unknown> {
    this.#notes ??= new Map()
    return this.#notes
  }
}
