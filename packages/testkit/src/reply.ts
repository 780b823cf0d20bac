import type { Socket } from 'node:net'
import { toBytes } from './byte-log.ts'
import { type HeaderInput, headerLines, headerList, headerValues } from './header-list.ts'
import type { ReceivedRequest } from './received-request.ts'

type Body = 'none-yet' | 'length' | 'chunked' | 'close'

/**
 * The scripted answer: writes exactly what it is told and invents no header. Every writing method resolves once
 * the kernel took the bytes (so awaiting it is backpressure), to false when the client is gone; none rejects.
 */
export class Reply {
  readonly socket: Socket
  readonly #request: ReceivedRequest
  #body: Body = 'none-yet'
  #closes: boolean

  constructor(request: ReceivedRequest) {
    this.#request = request
    this.socket = request.connection.socket
    const connection = request.headerAll('connection').join(',').toLowerCase()
    this.#closes = request.version === 'HTTP/1.0' ? !connection.includes('keep-alive') : connection.includes('close')
  }

  /** True once nothing can be written any more. */
  get gone(): boolean {
    return this.socket.destroyed || this.socket.writableEnded || this.#request.left !== undefined
  }

  raw(data: string | Uint8Array): Promise<boolean> {
    if (this.gone) return Promise.resolve(false)
    return new Promise((resolve) => this.socket.write(toBytes(data), (error) => resolve(!error)))
  }

  /** Status line and headers; 1xx may be followed by another head. */
  head(status: number, reason: string, headers: HeaderInput = []): Promise<boolean> {
    const lines = headerList(headers)
    if (status >= 200) {
      const chunked = headerValues(lines, 'transfer-encoding').length > 0
      const bodiless = status === 204 || status === 304 || this.#request.method === 'HEAD'
      const framed = bodiless || headerValues(lines, 'content-length').length > 0
      this.#body = chunked ? 'chunked' : framed ? 'length' : 'close'
      if (headerValues(lines, 'connection').some((value) => /\bclose\b/i.test(value))) this.#closes = true
    }
    return this.raw(`HTTP/1.1 ${status} ${reason}\r\n${headerLines(lines)}\r\n`)
  }

  /** A whole answer with content-length; the body is left out for HEAD. */
  async send(status: number, body: string | Uint8Array, headers: HeaderInput = [], reason = ''): Promise<boolean> {
    const bytes = toBytes(body)
    const lines = headerList(headers)
    if (headerValues(lines, 'content-length').length === 0) lines.push(['content-length', `${bytes.length}`])
    const headTaken = this.head(status, reason || (REASONS[status] ?? 'Status'), lines)
    const taken = bytes.length === 0 || this.#request.method === 'HEAD' ? headTaken : this.raw(bytes)
    this.end()
    return taken
  }

  json(status: number, value: unknown, headers: HeaderInput = []): Promise<boolean> {
    const lines = headerList(headers)
    if (headerValues(lines, 'content-type').length === 0) lines.unshift(['content-type', 'application/json'])
    return this.send(status, Buffer.from(JSON.stringify(value)), lines)
  }

  chunk(data: string | Uint8Array): Promise<boolean> {
    const bytes = toBytes(data)
    return this.raw(Buffer.concat([toBytes(`${bytes.length.toString(16)}\r\n`), bytes, toBytes('\r\n')]))
  }

  endChunks(trailers: HeaderInput = []): Promise<boolean> {
    this.#body = 'length'
    const taken = this.raw(`0\r\n${headerLines(headerList(trailers))}\r\n`)
    this.end()
    return taken
  }

  /** Ends as the head promised: last chunk, FIN, or nothing where the length says it all. */
  end(): void {
    if (this.#body === 'chunked') {
      this.endChunks()
      return
    }
    this.#finished()
    if (this.#body === 'close' || this.#closes) this.close()
  }

  /** FIN, after what was written. */
  close(): void {
    this.#finished()
    this.#request.connection.close()
  }

  /** RST at once. */
  reset(): void {
    this.#finished()
    this.#request.connection.reset()
  }

  /** From now on the sender meets TCP backpressure. A FIN is not noticed either until `resumeReading()`. */
  pauseReading(): void {
    this.socket.pause()
  }

  resumeReading(): void {
    this.socket.resume()
  }

  #finished(): void {
    this.#request.replyEndedAt ??= performance.now()
  }
}

const REASONS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  205: 'Reset Content',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  529: 'Overloaded',
}
