import net, { type Socket } from 'node:net'
import { Http1Reader } from './http1.ts'

export interface AnswerHandler {
  head(status: number): void
  body(chunk: Buffer): void
  end(): void
  /** The connection broke; once, and nothing comes after it. */
  failed(error: Error): void
}

/** One client connection of the load generator: whole requests out as bytes, answers in. */
export class Connection {
  readonly #socket: Socket
  #done = false

  constructor(port: number, handler: AnswerHandler) {
    const reader = new Http1Reader('answers', {
      head: (text) => handler.head(Number(text.slice(9, 12))),
      body: (chunk) => handler.body(chunk),
      end: () => handler.end(),
    })
    const fail = (error: Error) => {
      if (this.#done) return
      this.close()
      handler.failed(error)
    }
    this.#socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (data) => {
      if (this.#done) return
      try {
        reader.push(data)
      } catch (error) {
        fail(error as Error)
      }
    })
    this.#socket.on('error', fail)
    this.#socket.on('close', () => fail(new Error('the connection was closed')))
  }

  send(request: Buffer): void {
    this.#socket.write(request)
  }

  close(): void {
    this.#done = true
    this.#socket.destroy()
  }
}
