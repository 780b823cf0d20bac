import type { IncomingMessage } from 'node:http'
import { until } from '@strait/testkit'
import { type ClientOptions, WebSocket } from 'ws'

export interface Refusal {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface CallOptions extends ClientOptions {
  readonly protocols?: readonly string[]
  readonly tls?: boolean
}

/** A client's end of a WebSocket: what came to it, and how it ended. */
export class Caller {
  readonly socket: WebSocket
  readonly messages: { readonly data: Buffer; readonly binary: boolean }[] = []
  readonly pings: string[] = []
  readonly pongs: string[] = []
  opened = false
  refusal: Refusal | undefined
  ending: { readonly code: number; readonly reason: string } | undefined

  constructor(port: number, target: string, { protocols = [], tls = false, ...options }: CallOptions = {}) {
    this.socket = new WebSocket(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}${target}`, [...protocols], options)
    this.socket.on('error', () => {})
    this.socket.on('open', () => {
      this.opened = true
    })
    this.socket.on('message', (data, binary) => void this.messages.push({ data: data as Buffer, binary }))
    this.socket.on('ping', (data) => void this.pings.push(data.toString()))
    this.socket.on('pong', (data) => void this.pongs.push(data.toString()))
    this.socket.on('close', (code, reason) => {
      this.ending = { code, reason: reason.toString() }
    })
    this.socket.on('unexpected-response', (_request, response) => void this.#refused(response))
  }

  /** Waits until it is open; fails where the handshake is refused. */
  static async open(port: number, target: string, options?: CallOptions): Promise<Caller> {
    const caller = new Caller(port, target, options)
    await until(() => caller.opened || caller.refusal || caller.ending, {
      what: () => `a WebSocket at ${target}`,
    })
    if (caller.opened) return caller
    throw new Error(`${target} was refused: ${JSON.stringify(caller.refusal ?? caller.ending)}`)
  }

  static async refused(port: number, target: string, options?: CallOptions): Promise<Refusal> {
    const caller = new Caller(port, target, options)
    const seen = await until(() => caller.refusal ?? (caller.opened ? 'open' : undefined), {
      what: () => `a refusal at ${target}`,
    })
    if (seen !== 'open') return seen
    caller.socket.terminate()
    throw new Error(`${target} was not refused`)
  }

  /** So many messages have come, in all. */
  async heard(count: number): Promise<Caller['messages']> {
    await until(() => this.messages.length >= count || this.ending !== undefined, {
      timeoutMs: 30_000,
      what: () => `${count} messages; ${this.messages.length} came`,
    })
    return this.messages
  }

  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return until(() => this.ending, { what: () => 'the WebSocket to close' })
  }

  async #refused(response: IncomingMessage): Promise<void> {
    const pieces: Buffer[] = []
    try {
      for await (const piece of response) pieces.push(piece as Buffer)
    } catch {
      // What came is told.
    }
    this.refusal = {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: Buffer.concat(pieces).toString(),
    }
  }
}
