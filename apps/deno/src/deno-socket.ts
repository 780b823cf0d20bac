import { concat } from '@strait/core'
import { atTurnsEnd, HELD_MAX, type Held } from '@strait/host'
import type { Socket, SocketHandler } from '@strait/wire'
import { countPassed } from './ballast.ts'
import { Reading } from './deno-socket-reading.ts'

/** What may wait to be written before the writer is asked to stop, and what is joined for one write. */
const QUEUE_MAX = 64 * 1024

/** A connection of Deno.connect or Deno.startTls as the port wants it: one read and one write under way at most. */
export class DenoSocket implements Socket, Held {
  readonly #conn: Deno.Conn
  readonly #close: (conn: Deno.Conn) => void
  /** Absent once there is no more to tell. */
  #handler: SocketHandler | undefined
  readonly #reading: Reading
  /** Bytes under way, and those behind them. */
  #writing: Uint8Array | undefined
  #held = false
  #queue: Uint8Array[] = []
  #queued = 0
  #full = false
  #ending = false
  #oursEnded = false
  #theirsEnded = false
  /** Why nothing can be written any more. */
  #broken: { readonly error: unknown } | undefined

  constructor(conn: Deno.Conn, handler: SocketHandler, close: (conn: Deno.Conn) => void) {
    this.#conn = conn
    this.#close = close
    this.#handler = handler
    this.#reading = new Reading(conn, {
      data: (bytes) => {
        countPassed(bytes.length)
        this.#handler?.data(bytes)
      },
      ended: () => this.#ended(),
      failed: (error) => this.#closed(error),
    })
  }

  /** Only after `open`: an owner who paused in it is not set flowing. */
  listen(): void {
    this.#reading.start()
  }

  write(bytes: Uint8Array): boolean {
    if (this.#handler === undefined || this.#broken !== undefined) return false
    this.#queued += bytes.length
    this.#queue.push(bytes)
    if (this.#writing === undefined) {
      if (bytes.length > HELD_MAX) this.flush()
      else if (!this.#held) {
        this.#held = true
        atTurnsEnd(this)
      }
    }
    this.#full ||= this.#queued >= QUEUE_MAX
    return !this.#full
  }

  flush(): void {
    this.#held = false
    if (this.#writing === undefined) this.#send()
  }

  pause(): void {
    this.#reading.pause()
  }

  resume(): void {
    this.#reading.resume()
  }

  end(): void {
    if (this.#ending) return
    this.#ending = true
    if (this.#writing === undefined && !this.#held) this.#shut()
  }

  destroy(): void {
    this.#leave()
  }

  #ended(): void {
    // A reset is told once: where the write met it, the read sees an end.
    if (this.#broken !== undefined) {
      this.#closed(this.#broken.error)
      return
    }
    this.#theirsEnded = true
    this.#handler?.ended()
    if (this.#oursEnded) this.#closed(undefined)
  }

  #send(): void {
    const bytes = this.#next()
    this.#writing = bytes
    if (bytes !== undefined) this.#conn.write(bytes).then(this.#sent, this.#unwritable)
    else if (this.#ending) this.#shut()
    else if (this.#full) {
      this.#full = false
      this.#handler?.drain()
    }
  }

  readonly #sent = (count: number): void => {
    const bytes = this.#writing
    if (this.#handler === undefined || bytes === undefined) return
    countPassed(count)
    this.#queued -= count
    if (count < bytes.length) this.#queue.unshift(bytes.subarray(count))
    this.#send()
  }

  /** A write costs more than a copy of something small: small pieces that wait leave together. */
  #next(): Uint8Array | undefined {
    const [first] = this.#queue
    if (first === undefined) return undefined
    let count = 1
    let length = first.length
    for (let more = this.#queue[1]; more !== undefined; more = this.#queue[count]) {
      if (length > HELD_MAX || more.length > HELD_MAX) break
      length += more.length
      count++
    }
    return concat(this.#queue.splice(0, count))
  }

  /** The other side may have answered before it closed: what it sent is read, and then this told. */
  readonly #unwritable = (error: unknown): void => {
    this.#broken = { error }
    this.#queue = []
    if (this.#theirsEnded) this.#closed(error)
  }

  #shut(): void {
    if (this.#handler === undefined) return
    this.#conn.closeWrite().then(() => {
      this.#oursEnded = true
      if (this.#theirsEnded) this.#closed(undefined)
    }, this.#unwritable)
  }

  #closed(error: unknown): void {
    this.#leave()?.closed(error)
  }

  #leave(): SocketHandler | undefined {
    const handler = this.#handler
    if (handler === undefined) return undefined
    this.#handler = undefined
    this.#queue = []
    this.#reading.stop()
    this.#close(this.#conn)
    return handler
  }
}
