import { goneError } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { State } from '../../state.ts'
import { hasLine } from '../../web/fields.ts'
import type { BreakerOptions } from '../health/breaker.ts'
import { DEFAULT_REST, Rest } from '../health/rest.ts'
import type { Ticket } from '../health/ticket.ts'
import type { Outcome } from '../outcome.ts'
import { type Entered, Room, type RoomOptions } from '../pace/room.ts'
import { readRetryAfter } from '../retry/retry-after.ts'
import type { Care, Watch } from '../target.ts'
import type { ActiveHealth } from './active-health.ts'
import { isModelCall } from './model-call.ts'
import { TargetHealth } from './target-health.ts'
import { isTargets } from './triggers.ts'

export interface CareOptions {
  /** Of target and key: what is known of them is kept under it; undefined: for this plan alone. */
  readonly name: string | undefined
  /** Of the credential, where it is one of ours: it rests for all targets that it is sent to. */
  readonly key: string | undefined
  /** Headers (lower case) by which callers narrow what the key is asked for: with one a refusal may be meant for that. */
  readonly scopeHeaders?: readonly string[] | undefined
  /** It is a token, and one that is refused is fetched anew: what is said of it is no word about the next. */
  readonly renewed?: boolean | undefined
  readonly breaker: BreakerOptions | undefined
  /** Several targets may share one room. */
  readonly room: (RoomOptions & { readonly name: string }) | undefined
  /** Who asks the target by itself whether it is well. */
  readonly active: ActiveHealth | undefined
}

interface Known {
  readonly state: State
  readonly health: TargetHealth
  readonly rest: Rest | undefined
  room: Room | undefined
}

/** Keeps watch over one target with one of its keys. */
export class TargetCare implements Care {
  readonly #options: CareOptions
  /** Looked up once: it is asked for several times in each exchange. */
  #known: Known | undefined

  constructor(options: CareOptions) {
    this.#options = options
  }

  health({ state }: Kit): TargetHealth {
    return this.#of(state).health.tuned(this.#options.breaker)
  }

  fit(kit: Kit): boolean {
    const { active } = this.#options
    const now = kit.runtime.clock()
    if (this.#of(kit.state).rest?.resting(now) === true) return false
    return this.health(kit).fit(now) && (active === undefined || active.isWell(kit))
  }

  enter(exchange: Admitted, kit: Kit): Watch | undefined | Promise<Watch | undefined> {
    const { room } = this.#options
    if (room === undefined) return this.#begin(exchange, undefined, kit)
    const entered = this.#roomOf(room, kit.state).enter(exchange.cancel, kit.state.deadlines)
    return entered instanceof Promise
      ? entered.then((late) => this.#watch(late, exchange, kit))
      : this.#watch(entered, exchange, kit)
  }

  #begin(exchange: Admitted, leave: (() => void) | undefined, kit: Kit): Watch {
    const known = this.#of(kit.state)
    known.health.tuned(this.#options.breaker)
    return new TargetWatch(exchange, known, this.#options, leave, kit)
  }

  #watch(entered: Entered, exchange: Admitted, kit: Kit): Watch | undefined {
    switch (entered.kind) {
      case 'in':
        return this.#begin(exchange, entered.leave, kit)
      case 'full':
      case 'late':
        return undefined
      case 'gone':
        throw goneError(exchange.cancel.reason)
      default:
        return entered satisfies never
    }
  }

  /** As this plan wants it: one before it may have resized it meanwhile, for an exchange that began there. */
  #roomOf(options: NonNullable<CareOptions['room']>, state: State): Room {
    const known = this.#of(state)
    known.room ??= state.part(`room ${options.name}`, () => new Room(options))
    known.room.resize(options)
    return known.room
  }

  #of(state: State): Known {
    if (this.#known?.state === state) return this.#known
    const { name, key } = this.#options
    const make = () => new TargetHealth()
    const rest = key === undefined ? undefined : state.part(`key ${key}`, () => new Rest())
    const health = name === undefined ? make() : state.part(`target ${name}`, make)
    this.#known = { state, health, rest, room: undefined }
    return this.#known
  }
}

class TargetWatch implements Watch {
  readonly #exchange: Admitted
  readonly #health: TargetHealth
  readonly #rest: Rest | undefined
  readonly #options: CareOptions
  readonly #leave: (() => void) | undefined
  readonly #ticket: Ticket | undefined
  readonly #began: number
  readonly #clock: () => number
  #headed = false
  #beganWell = false
  #over = false

  constructor(
    exchange: Admitted,
    { health, rest }: Known,
    options: CareOptions,
    leave: (() => void) | undefined,
    { runtime }: Kit,
  ) {
    this.#exchange = exchange
    this.#health = health
    this.#rest = rest
    this.#options = options
    this.#leave = leave
    this.#clock = runtime.clock
    this.#began = runtime.clock()
    health.load++
    this.#ticket = health.breaker?.begin(this.#began)
    health.latency.begin(this.#began)
  }

  head(outcome: Outcome, { runtime }: Kit, sent: readonly string[]): void {
    // What is wrong with the request tells nothing about the target: `end()` drops it.
    if (outcome.kind === 'failed' && !isTargets(outcome.code)) return
    const now = runtime.clock()
    this.#headed = true
    this.#measure(outcome, now)
    this.#beganWell = outcome.kind === 'answer' && outcome.answer.status < 500
    if (this.#beganWell) this.#ticket?.success(now)
    else this.#ticket?.failure(now)
    if (outcome.kind === 'answer') this.#judgeKey(outcome, sent, now, runtime.now())
  }

  end(broken: boolean): void {
    if (this.#over) return
    this.#over = true
    const health = this.#health
    health.load--
    if (!this.#headed) health.latency.dropped()
    this.#ticket?.dropped()
    if (this.#beganWell) health.ended(broken, this.#clock())
    this.#leave?.()
  }

  #measure(outcome: Outcome, now: number): void {
    const { latency, times } = this.#health
    const ms = now - this.#began
    const status = outcome.kind === 'failed' ? 599 : outcome.answer.status
    if (status < 400) {
      latency.add(ms, now)
      times.add(ms)
    } else if (status === 429 || status >= 500) latency.failed(ms, now)
    else latency.dropped()
  }

  /** What a provider says of our own key. Of the caller's it is no word about the others. */
  #judgeKey(
    { answer: { status, headers }, attempt }: Outcome & { kind: 'answer' },
    sent: readonly string[],
    now: number,
    date: number,
  ): void {
    const rest = this.#rest
    if (rest === undefined || attempt?.key === undefined) return
    if (status < 300) {
      if (rest.resting(now) && isModelCall(this.#exchange)) rest.well(this.#began, now)
    } else if (status === 429) rest.rest(now, readRetryAfter(headers, status, date))
    else if (status === 401 && this.#isTheKey(sent)) rest.refuse(now)
    // It may be the model that this key is not for, the path or the organization: others that ask for another are not
    // kept waiting long, and one caller who goes on asking for it must not make that longer and longer.
    else if (status === 401 || status === 403) rest.rest(now, DEFAULT_REST.first)
  }

  /** Whether a 401 can be meant for nothing but the key, and for the same that goes along next time. */
  #isTheKey(sent: readonly string[]): boolean {
    const { scopeHeaders, renewed = false } = this.#options
    if (renewed || !isModelCall(this.#exchange)) return false
    return scopeHeaders === undefined || !scopeHeaders.some((name) => hasLine(sent, name))
  }
}
