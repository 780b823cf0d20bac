import type * as net from 'node:net'
import type { Socket, SocketHandler } from '@strait/wire'
import { atTurnsEnd, HELD_MAX, type Held } from './turns-end.ts'

/** A connected socket of node:net or node:tls as the port wants it. */
export class NodeSocket implements Socket, Held {
  readonly #socket: net.Socket
  /** Absent once there is no more to tell. */
  #handler: SocketHandler | undefined

  constructor(socket: net.Socket, handler: SocketHandler) {
    this.#socket = socket
    this.#handler = handler
    // Told at once: after a TLS alert, and after what is no TLS at all, `end` comes as if all were well, or nothing.
    socket.on('error', (error) => {
      this.#close(error)
      socket.destroy()
    })
    socket.on('close', () => this.#close(undefined))
    socket.on('drain', () => this.#handler?.drain())
    socket.on('end', () => this.#ended())
  }

  /** Only after `open`: an owner who paused in it is not set flowing. */
  listen(): void {
    this.#socket.on('data', (bytes) => this.#handler?.data(bytes))
  }

  write(bytes: Uint8Array): boolean {
    const socket = this.#socket
    const small = bytes.length <= HELD_MAX
    if (small && socket.writableCorked === 0) {
      socket.cork()
      atTurnsEnd(this)
    }
    const room = socket.write(bytes)
    if (!small) socket.uncork()
    return room
  }

  flush(): void {
    this.#socket.uncork()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#handler = undefined
    this.#socket.destroy()
  }

  /** node:tls on Deno tells a reset as an end, but then the socket has no peer any more, only an address of ours. */
  #ended(): void {
    const socket = this.#socket
    const reset = !socket.writableEnded && socket.remoteAddress === undefined && socket.localAddress !== undefined
    if (!reset) {
      this.#handler?.ended()
      return
    }
    this.#close(new Error('reset'))
    socket.destroy()
  }

  #close(error: unknown): void {
    const handler = this.#handler
    this.#handler = undefined
    handler?.closed(error)
  }
}
