import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { toBytes } from './byte-log.ts'
import { ByteReader, type ClosedBy } from './byte-reader.ts'
import { IncomingResponse } from './incoming-response.ts'
import { type RequestOptions, requestBytes } from './request-bytes.ts'
import { parseResponseHead, type ResponseHead } from './response-head.ts'
import { until } from './wait.ts'

export interface ClientOptions {
  host?: string
  tls?: ConnectionOptions
  /** How long any single wait for bytes may last. */
  timeoutMs?: number
  /** Bytes of a body that are kept; more is counted and hashed only. */
  keepBytes?: number
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** An HTTP/1.1 client that sends what it is told and reads strictly, one response after the other. */
export class RawClient {
  readonly socket: Socket
  readonly #tcp: Socket
  readonly #reader = new ByteReader()
  readonly #timeoutMs: number
  readonly #keepBytes: number
  readonly #host: string

  constructor(socket: Socket, tcp: Socket, port: number, options: ClientOptions) {
    this.socket = socket
    this.#tcp = tcp
    this.#timeoutMs = options.timeoutMs ?? 10_000
    this.#keepBytes = options.keepBytes ?? 64 * 1024 * 1024
    this.#host = `${options.host ?? '127.0.0.1'}:${port}`
    socket.on('data', (bytes: Buffer) => this.#reader.push(bytes, performance.now()))
    socket.on('end', () => this.#reader.finish('fin'))
    socket.on('error', () => this.#reader.finish('reset'))
    tcp.on('error', () => this.#reader.finish('reset'))
    socket.on('close', (hadError) => this.#reader.finish(hadError ? 'reset' : 'fin'))
  }

  get closedBy(): ClosedBy | undefined {
    return this.#reader.closedBy
  }

  /** What arrived and no read took: after a whole response, anything here is too much. */
  get unread(): Buffer {
    return this.#reader.unread
  }

  /** Resolves once the kernel took it all, to false when the connection is gone. */
  write(data: string | Uint8Array): Promise<boolean> {
    if (this.socket.destroyed || this.socket.writableEnded) return Promise.resolve(false)
    return new Promise((resolve) => this.socket.write(toBytes(data), (error) => resolve(!error)))
  }

  /** Writes a request, part after part. */
  async send(options: RequestOptions): Promise<boolean> {
    for (const part of requestBytes(options, this.#host)) if (!(await this.write(part))) return false
    return true
  }

  /** The next head, 1xx included; throws when the connection ends before one. */
  async readHead(): Promise<ResponseHead> {
    const found = await this.#reader.until(HEAD_END, this.#timeoutMs)
    if (found !== undefined) return parseResponseHead(found.bytes, found.at)
    const { unread } = this
    const came = unread.length === 0 ? 'no byte' : JSON.stringify(unread.toString('latin1', 0, 200))
    throw new Error(`connection ended (${this.closedBy}) before a whole head; got ${came}`)
  }

  /** The next response as soon as its final head is there. `method` is needed for HEAD. */
  async openResponse(method = 'GET'): Promise<IncomingResponse> {
    const interim: ResponseHead[] = []
    for (;;) {
      const head = await this.readHead()
      const isInterim = head.status < 200 && head.status !== 101
      if (isInterim) interim.push(head)
      else return new IncomingResponse(this.#reader, head, interim, this.#limits(method))
    }
  }

  /** The next response when no more of it will come, whole or not. */
  async readResponse(method = 'GET'): Promise<IncomingResponse> {
    return (await this.openResponse(method)).done
  }

  /** Everything until the connection ends. */
  async readUntilClose(): Promise<Buffer> {
    const parts: Buffer[] = []
    for (;;) {
      const piece = await this.#reader.some(this.#timeoutMs)
      if (piece === undefined) return Buffer.concat(parts)
      parts.push(piece.bytes)
    }
  }

  /** Exactly `count` bytes; fewer when the connection ends before. */
  next(count: number): Promise<Buffer> {
    return this.#reader.exactly(count, this.#timeoutMs)
  }

  /** Reads no more from the socket, so that the sender meets TCP backpressure. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  /** Waits until the other side ended the connection and tells how. Not while paused: a FIN stands behind data. */
  async waitForClose(timeoutMs = this.#timeoutMs): Promise<ClosedBy> {
    return until(() => this.closedBy, { timeoutMs, what: 'the connection to end' })
  }

  /** FIN, and goes on reading. */
  finish(): void {
    this.socket.end()
  }

  /** Leaves: FIN (RST where the kernel still holds unread bytes). */
  close(): void {
    this.#reader.finish('us')
    this.socket.destroy()
  }

  /** Leaves with a RST. */
  reset(): void {
    this.#reader.finish('us')
    this.#tcp.resetAndDestroy()
    if (this.socket !== this.#tcp) this.socket.destroy()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #limits(method: string) {
    return { method, timeoutMs: this.#timeoutMs, keepBytes: this.#keepBytes }
  }
}

export async function connect(port: number, options: ClientOptions = {}): Promise<RawClient> {
  const tcp = connectTcp({ port, host: options.host ?? '127.0.0.1', allowHalfOpen: true, noDelay: true })
  await opened(tcp, 'connect')
  if (options.tls === undefined) return new RawClient(tcp, tcp, port, options)
  const secure = connectTls({ ...options.tls, socket: tcp })
  await opened(secure, 'secureConnect')
  return new RawClient(secure, tcp, port, options)
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once(event, () => {
      socket.off('error', reject)
      resolve()
    })
  })
}
