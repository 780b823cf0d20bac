import type * as net from 'node:net'
import type { Socket, SocketHandler } from '@strait/wire'

/** A connected socket of node:net or node:tls as the port wants it. */
export class NodeSocket implements Socket {
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
    socket.on('end', () => this.#handler?.ended())
  }

  /** Only after `open`: an owner who paused in it is not set flowing. */
  listen(): void {
    this.#socket.on('data', (bytes) => this.#handler?.data(bytes))
  }

  write(bytes: Uint8Array): boolean {
    return this.#socket.write(bytes)
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

  #close(error: unknown): void {
    const handler = this.#handler
    this.#handler = undefined
    handler?.closed(error)
  }
}
