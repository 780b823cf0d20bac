import { until } from '@strait/testkit'
import type { Dial, DialFailure, Dialing, DialRequest, Socket } from '@strait/wire'

/** Dials and writes down all it hears. */
export class Probe {
  readonly heard: string[] = []
  readonly chunks: Uint8Array[] = []
  bytes = 0
  /** How often it heard that TCP stands. */
  connects = 0
  failure: DialFailure | undefined
  error: unknown
  drains = 0
  readonly dialing: Dialing
  #socket: Socket | undefined

  constructor(dial: Dial, request: DialRequest, onOpen?: (socket: Socket) => void) {
    this.dialing = dial(request, {
      connected: () => {
        this.connects++
      },
      open: (socket) => {
        this.heard.push('open')
        this.#socket = socket
        onOpen?.(socket)
      },
      failed: (failure) => {
        this.heard.push('failed')
        this.failure = failure
      },
      data: (bytes) => {
        if (this.heard.at(-1) !== 'data') this.heard.push('data')
        this.chunks.push(bytes)
        this.bytes += bytes.length
      },
      drain: () => {
        this.drains++
      },
      ended: () => this.heard.push('ended'),
      closed: (error) => {
        this.heard.push('closed')
        this.error = error
      },
    })
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1')
  }

  async socket(): Promise<Socket> {
    await until(() => this.heard.length > 0, { what: 'an answer to the dial' })
    if (this.#socket === undefined) throw new Error(`did not open: ${this.failure?.code} ${this.failure?.cause}`)
    return this.#socket
  }

  async hears(what: 'failed' | 'ended' | 'closed'): Promise<void> {
    await until(() => this.heard.includes(what), { what: () => `${what}, heard only ${this.heard.join(', ')}` })
  }

  async reads(text: string): Promise<void> {
    await until(() => this.text === text, { what: () => `"${text}", read only "${this.text.slice(0, 100)}"` })
  }
}

export function write(socket: Socket, text: string): boolean {
  return socket.write(new TextEncoder().encode(text))
}
