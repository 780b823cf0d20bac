import { atTurnsEnd, dialFailure, HELD_MAX, type Held } from '@strait/host'
import type { DialFailure, Socket, SocketHandler } from '@strait/wire'
import type { Socket as Native } from 'bun'

/** TLS sessions of one identity with one server. */
export interface Resumption {
  last(): Buffer | undefined
  keep(session: Buffer): void
  forget(): void
}

/** One socket of Bun.connect, from its first event to its last: queues what Bun did not take, opens after TLS. */
export class BunSocket implements Socket, Held {
  readonly copyMax = 256 * 1024
  /** Absent once there is no more to tell. */
  #handler: SocketHandler | undefined
  #native: Native<BunSocket> | undefined
  /** Absent without TLS. */
  readonly #tls: Resumption | undefined
  readonly #unconnected: (failure: DialFailure) => void
  readonly #connected: () => void
  #open = false
  #ended = false
  #ending = false
  #queue: Uint8Array[] | undefined

  constructor(
    handler: SocketHandler,
    tls: Resumption | undefined,
    unconnected: (failure: DialFailure) => void,
    connected: () => void,
  ) {
    this.#handler = handler
    this.#tls = tls
    this.#unconnected = unconnected
    this.#connected = connected
  }

  // --- as the port has it ---

  write(bytes: Uint8Array): boolean {
    const native = this.#native
    if (this.#queue !== undefined) {
      this.#queue.push(bytes)
      return false
    }
    if (native === undefined || this.#handler === undefined) return false
    if (bytes.length <= HELD_MAX) {
      this.#queue = [bytes]
      atTurnsEnd(this)
      return true
    }
    const taken = native.write(bytes)
    if (taken === bytes.length) return true
    // Below 0: it is closed, and `closed` follows.
    if (taken >= 0) this.#queue = [bytes.subarray(taken)]
    return false
  }

  flush(): void {
    this.drained()
  }

  pause(): void {
    this.#native?.pause()
  }

  resume(): void {
    this.#native?.resume()
  }

  end(): void {
    this.#ending = true
    // `end()` of Bun would close the way in as well.
    if (this.#queue === undefined) this.#native?.shutdown()
  }

  destroy(): void {
    this.#leave()
  }

  // --- Bun's events ---

  connected(native: Native<BunSocket>): void {
    this.#native = native
    if (this.#handler === undefined) {
      this.#leave()
      return
    }
    native.setNoDelay(true)
    this.#connected()
    if (this.#tls === undefined) {
      this.#opened()
      return
    }
    const session = this.#tls.last()
    if (session !== undefined) native.setSession(session)
    this.#handler.connected()
  }

  resumable(session: Buffer): void {
    this.#tls?.keep(session)
  }

  /** Bun leaves it to this callback to close on a bad certificate. */
  secured(success: boolean, error: Error | null): void {
    if (this.#open || this.#handler === undefined) return
    if (success && error === null) this.#opened()
    else this.refuse(error ?? new Error('not verified'))
  }

  received(bytes: Uint8Array): void {
    if (this.#open) this.#handler?.data(bytes)
  }

  drained(): void {
    const queue = this.#queue
    const native = this.#native
    if (queue === undefined || native === undefined) return
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const taken = native.write(first)
      if (taken < first.length) {
        if (taken > 0) queue[0] = first.subarray(taken)
        return
      }
      queue.shift()
    }
    this.#queue = undefined
    if (this.#ending) native.shutdown()
    else this.#handler?.drain()
  }

  ended(): void {
    if (this.#ended || !this.#open) return
    this.#ended = true
    this.#handler?.ended()
  }

  /** A TLS session that failed, or a handler that threw. */
  broke(error: Error): void {
    this.closed(error)
  }

  closed(error: Error | undefined): void {
    if (this.#handler === undefined) return
    if (!this.#open) {
      this.refuse(error ?? new Error('closed in the TLS handshake'))
      return
    }
    // When our side ended first, Bun tells the other side's FIN by `close` alone.
    if (error === undefined) this.ended()
    this.#leave()?.closed(error)
  }

  failed(error: unknown): void {
    if (this.#open || this.#native !== undefined) return
    if (this.#leave() !== undefined) this.#unconnected(dialFailure(error, false))
  }

  /** Gives up before it is open; tells whether there was something to give up. */
  abort(): boolean {
    if (this.#open || this.#handler === undefined) return false
    this.#leave()
    return true
  }

  #opened(): void {
    this.#open = true
    this.#handler?.open(this)
  }

  /** Another address would tell the same: this one has answered, or what was asked can't be read. */
  refuse(cause: unknown): void {
    this.#tls?.forget()
    this.#leave()?.failed(dialFailure(cause, this.#tls !== undefined))
  }

  #leave(): SocketHandler | undefined {
    const handler = this.#handler
    this.#handler = undefined
    this.#queue = undefined
    this.#native?.terminate()
    return handler
  }
}
