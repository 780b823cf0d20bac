import type { Socket } from './dial.ts'
import type { WireOutlet } from './exchange.ts'

/** The way to the upstream once a connection has switched protocols: what is written goes out as it is. */
export class TunnelUp implements WireOutlet {
  /** Undefined once the connection is over. */
  #socket: Socket | undefined
  #ended = false
  #roomAgain: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
  }

  write(bytes: Uint8Array): boolean {
    if (this.#socket === undefined || this.#ended || bytes.length === 0) return true
    return this.#socket.write(bytes)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#socket?.end()
  }

  onRoom(listener: () => void): void {
    this.#roomAgain = listener
  }

  /** The socket has room again. */
  drain(): void {
    if (!this.#ended) this.#roomAgain?.()
  }

  close(): void {
    this.#socket = undefined
    this.#roomAgain = undefined
  }
}
