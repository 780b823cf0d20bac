import { OutcomeWindow } from './outcome-window.ts'
import { Attempt, type Settle, type Ticket } from './ticket.ts'

/** Times in ms. */
export interface BreakerOptions {
  /** So many failures in a row open it; 0: they don't. */
  readonly consecutive: number
  readonly rate?: FailureRate | undefined
  /** How long it stays open the first time; twice as long with each opening in a row. */
  readonly rest: number
  /** It never stays open longer. */
  readonly longest: number
  /** How many attempts go through at once when it tries again. */
  readonly probes: number
}

export interface FailureRate {
  /** 0 to 1: so many of the attempts failed. */
  readonly share: number
  /** Of at least so many: one failure of one attempt is no rate. */
  readonly of: number
  readonly within: number
}

/**
 * Five in a row is an outage rather than bad luck, and so is half of twenty. Ten seconds are long enough for a
 * restart and short enough to be no outage of our own making; five minutes are what proxies commonly stop at.
 */
export const DEFAULT_BREAKER: BreakerOptions = {
  consecutive: 5,
  rate: { share: 0.5, of: 20, within: 30_000 },
  rest: 10_000,
  longest: 300_000,
  probes: 1,
}

export type BreakerState = 'closed' | 'open' | 'half_open'

/** More doublings than any `longest` needs, and the number stays finite. */
const MOST_OPENINGS = 30

/**
 * Keeps attempts away from what fails. `now` is any clock that does not go back. Nobody is stopped: who must go
 * somewhere may begin while it is open; the success of such an attempt closes it, its failure tells nothing new.
 */
export class Breaker {
  #options: BreakerOptions
  #window: OutcomeWindow | undefined
  /** Rests until then, and tries again from then on; undefined: closed. */
  #until: number | undefined
  #closedAt = 0
  /** In a row, less what healthy time has made good. */
  #openings = 0
  #failures = 0
  #probing = 0
  /** Counts openings and closings: what began in an earlier one has nothing to say in this one. */
  #era = 0
  readonly #settle: Settle = (attempt, verdict, now) => {
    if (attempt.era !== this.#era) return
    if (attempt.probe) this.#probing--
    if (verdict === 'dropped') return
    if (this.#until === undefined) this.#count(verdict === 'failure', now)
    else if (verdict === 'success') this.#close(now)
    else if (attempt.probe) this.#open(now)
  }

  constructor(options: BreakerOptions = DEFAULT_BREAKER) {
    this.#options = options
    this.tune(options)
  }

  /** For a reload: what it has learned stays, except for a window of another length. */
  tune(options: BreakerOptions): void {
    this.#options = options
    const { rate } = options
    if (rate?.within !== this.#window?.within)
      this.#window = rate === undefined ? undefined : new OutcomeWindow(rate.within)
  }

  state(now: number): BreakerState {
    if (this.#until === undefined) return 'closed'
    return now < this.#until ? 'open' : 'half_open'
  }

  /** When it tries again; undefined where it is closed. May have passed. */
  get until(): number | undefined {
    return this.#until
  }

  /** May be chosen: closed, or trying again with a place left. */
  fit(now: number): boolean {
    return this.#until === undefined || this.#mayProbe(now, this.#until)
  }

  begin(now: number): Ticket {
    const probe = this.#until !== undefined && this.#mayProbe(now, this.#until)
    if (probe) this.#probing++
    return new Attempt(this.#era, probe, this.#settle)
  }

  /** Opens it for so long, or for longer where it rests already: somebody else found the target ill. */
  trip(now: number, ms: number): void {
    if (this.#until === undefined) this.#openings = this.#openingsLeft(now)
    this.#turn(Math.max(now + ms, this.#until ?? now))
  }

  /** As new. */
  reset(): void {
    this.#openings = 0
    this.#turn(undefined)
  }

  #mayProbe(now: number, until: number): boolean {
    return now >= until && this.#probing < Math.max(this.#options.probes, 1)
  }

  #count(failed: boolean, now: number): void {
    this.#failures = failed ? this.#failures + 1 : 0
    this.#window?.add(failed, now)
    if (failed && this.#tooMany()) this.#open(now)
  }

  #tooMany(): boolean {
    const { consecutive, rate } = this.#options
    if (consecutive > 0 && this.#failures >= consecutive) return true
    if (rate === undefined || this.#window === undefined) return false
    const { total, failed } = this.#window
    return total >= rate.of && failed >= total * rate.share
  }

  #open(now: number): void {
    const before = this.#until === undefined ? this.#openingsLeft(now) : this.#openings
    // At the cap another opening changes nothing, and would only take longer to be made good.
    const grows = before === 0 || (this.#restAfter(before) < this.#options.longest && before < MOST_OPENINGS)
    this.#openings = grows ? before + 1 : before
    this.#turn(now + this.#restAfter(this.#openings))
  }

  #close(now: number): void {
    this.#closedAt = now
    this.#turn(undefined)
  }

  #turn(until: number | undefined): void {
    this.#until = until
    this.#era++
    this.#failures = 0
    this.#probing = 0
    this.#window?.clear()
  }

  #restAfter(openings: number): number {
    const { rest, longest } = this.#options
    return Math.min(longest, rest * 2 ** (openings - 1))
  }

  /** An opening is made good by as much healthy time as it took: what goes up and down keeps resting longer. */
  #openingsLeft(now: number): number {
    let healthy = now - this.#closedAt
    let left = this.#openings
    for (; left > 0 && healthy >= this.#restAfter(left); left--) healthy -= this.#restAfter(left)
    return left
  }
}
