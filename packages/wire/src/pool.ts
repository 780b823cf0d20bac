import { Connection } from './connection.ts'
import type { Dial, DialRequest } from './dial.ts'
import type { Home } from './home.ts'
import type { Holder, Job } from './job.ts'
import { KnownLines } from './known-lines.ts'
import type { Timers } from './timers.ts'

export interface PoolOptions {
  readonly dial: Dial
  readonly timers: Timers
  readonly maxConnections: number
  readonly maxWaiting: number
  /** ms an idle connection is kept. */
  readonly keepAlive: number
  /** The pool has neither a connection nor anyone waiting. */
  empty(): void
}

/** An upstream that says when it closes an idle connection means it: a request may be on its way by then. */
const MARGIN_MS = 1000

/** The connections to one origin under one identity. The one used last is used next, so that the others can close. */
export class Pool implements Home, Holder {
  readonly known = new KnownLines()
  readonly #to: DialRequest
  readonly #options: PoolOptions
  readonly #all = new Set<Connection>()
  readonly #idle: Connection[] = []
  readonly #waiting: Job[] = []
  #serving = false

  constructor(to: DialRequest, options: PoolOptions) {
    this.#to = to
    this.#options = options
  }

  get open(): number {
    return this.#all.size
  }

  get idle(): number {
    return this.#idle.length
  }

  get waiting(): number {
    return this.#waiting.length
  }

  take(job: Job): void {
    const idle = this.#idle.pop()
    if (idle !== undefined) idle.start(job)
    else if (this.#all.size < this.#options.maxConnections) this.#dial(job)
    else this.#queue(job)
  }

  free(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next !== undefined) {
      connection.start(next)
      return
    }
    const { keepAlive } = this.#options
    const said = connection.keepAlive
    const ms = said === undefined ? keepAlive : Math.min(keepAlive, said - MARGIN_MS)
    if (ms <= 0) {
      connection.close()
      return
    }
    this.#idle.push(connection)
    connection.rest(ms)
  }

  gone(connection: Connection, left?: Job): void {
    this.#all.delete(connection)
    const at = this.#idle.lastIndexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
    // First of all: a pool that was empty is forgotten, and so would be what it dials afterwards.
    if (left !== undefined && !left.settled) this.take(left)
    this.#serve()
  }

  /** A job that was waiting is called off. */
  callOff(job: Job): void {
    const at = this.#waiting.indexOf(job)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  close(): void {
    for (const job of this.#waiting.splice(0)) job.fail('aborted')
    for (const connection of [...this.#all]) connection.close()
  }

  /** A loop: a dial that fails at once comes back here, and thousands may be waiting. */
  #serve(): void {
    if (this.#serving) return
    this.#serving = true
    while (this.#all.size < this.#options.maxConnections) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.#dial(next)
    }
    this.#serving = false
    if (this.#all.size === 0) this.#options.empty()
  }

  #dial(job: Job): void {
    const connection = new Connection(this, this.#options.timers)
    this.#all.add(connection)
    connection.dial(this.#options.dial, this.#to, job)
  }

  #queue(job: Job): void {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      job.fail('queue_full')
      return
    }
    job.holder = this
    this.#waiting.push(job)
  }
}
