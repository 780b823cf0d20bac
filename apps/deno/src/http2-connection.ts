import type { Socket } from 'node:net'
import type { ListenOptions } from '@strait/host'
import { FrameWay, GOAWAY } from './http2-frames.ts'

/** RFC 9113 3.4 */
const PREFACE_LENGTH = 24

/** How long a client may take to close after its last answer. */
const LINGER_MS = 1_000

/** A client's connection, and the one on the loopback behind it. Idle ones end as those of HTTP/1.1 do. */
export class Http2Connection {
  readonly peer: string
  /** The client's side is closed: nothing is on the way to it any more. */
  readonly closed: Promise<void>
  readonly #outer: Socket
  readonly #inner: Socket
  readonly #requests = new FrameWay(PREFACE_LENGTH)
  readonly #answers = new FrameWay(0)
  readonly #keepAlive: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #open = 0
  #ending = false

  constructor(outer: Socket, inner: Socket, { head, keepAlive }: ListenOptions['clients']) {
    this.peer = outer.remoteAddress ?? ''
    this.#outer = outer
    this.#inner = inner
    this.#keepAlive = keepAlive
    this.#after(head, () => this.end())
    outer.on('error', () => inner.destroy())
    inner.on('error', () => outer.destroy())
    // An error that nobody hears would end the process, and with it everybody else's connection.
    for (const way of [this.#requests, this.#answers]) way.on('error', () => outer.destroy())
    this.closed = new Promise((resolve) => {
      outer.on('close', () => {
        clearTimeout(this.#timer)
        inner.destroy()
        resolve()
      })
    })
    // Its last bytes may still be on the way to the client.
    inner.on('close', () => this.#after(LINGER_MS, () => outer.destroy()))
  }

  join(): void {
    this.#outer.pipe(this.#requests).pipe(this.#inner)
    this.#inner.pipe(this.#answers).pipe(this.#outer)
  }

  /** A request began; the connection is not idle until it is over. */
  opened(over: Promise<void>): void {
    this.#open++
    clearTimeout(this.#timer)
    const closed = () => {
      this.#open--
      if (this.#open > 0 || this.#inner.destroyed) return
      if (this.#ending) this.#leave()
      else this.#after(this.#keepAlive, () => this.end())
    }
    over.then(closed, closed)
  }

  /** GOAWAY; what is under way finishes. */
  end(): void {
    this.#ending = true
    this.#answers.put(GOAWAY)
    if (this.#open === 0) this.#leave()
  }

  destroy(): void {
    this.#outer.destroy()
  }

  /** After GOAWAY and its last answer the client closes; before that its last bytes may still be on the way. */
  #leave(): void {
    this.#after(LINGER_MS, () => this.#outer.destroy())
  }

  #after(ms: number, act: () => void): void {
    clearTimeout(this.#timer)
    if (!this.#outer.destroyed) this.#timer = setTimeout(act, ms)
  }
}
