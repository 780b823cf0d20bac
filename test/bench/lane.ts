import { Connection } from './connection.ts'

export interface LaneHandler {
  /** `ms` from the request's writing to the last byte of its answer. */
  answered(lane: Lane, status: number, ms: number): void
  /** The connection broke, `busy` with a request or between two. */
  broke(lane: Lane, busy: boolean): void
}

/** A connection with one request under way at most. */
export class Lane {
  readonly #connection: Connection
  #sentAt: number | undefined

  constructor(port: number, handler: LaneHandler) {
    let status = 0
    this.#connection = new Connection(port, {
      head(code) {
        status = code
      },
      body() {},
      end: () => {
        const ms = performance.now() - (this.#sentAt ?? Number.NaN)
        this.#sentAt = undefined
        handler.answered(this, status, ms)
      },
      failed: () => handler.broke(this, this.#sentAt !== undefined),
    })
  }

  send(bytes: Buffer): void {
    this.#sentAt = performance.now()
    this.#connection.send(bytes)
  }

  close(): void {
    this.#connection.close()
  }
}
