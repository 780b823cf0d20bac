import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ByteLog } from './byte-log.ts'
import { ReceivedRequest } from './received-request.ts'

export interface Departure {
  how: 'fin' | 'reset'
  at: number
}

export interface ConnectionHooks {
  keepBytes: number
  request(request: ReceivedRequest): void
}

const HEAD_END = Buffer.from('\r\n\r\n')
const HEAD_LIMIT = 4 * 1024 * 1024

/** One accepted connection: cuts its bytes into requests and notes how it ended. */
export class UpstreamConnection {
  readonly id: number
  readonly socket: Socket
  readonly requests: ReceivedRequest[] = []
  readonly openedAt = performance.now()
  closedAt: number | undefined
  /** The client's FIN or RST, if it was first. */
  left: Departure | undefined
  /** Bytes that belong to no request: after broken framing, an endless head, blank lines between requests. */
  readonly stray: ByteLog
  bytesReceived = 0
  readonly #tcp: Socket
  readonly #hooks: ConnectionHooks
  #head: Buffer = Buffer.alloc(0)
  #current: ReceivedRequest | undefined
  #lost = false
  #endedByUs = false

  /** `tcp` differs from `socket` under TLS: only the TCP socket can send a RST. */
  constructor(id: number, socket: Socket, tcp: Socket, hooks: ConnectionHooks) {
    this.id = id
    this.socket = socket
    this.#tcp = tcp
    this.#hooks = hooks
    this.stray = new ByteLog(hooks.keepBytes)
    socket.on('data', (bytes: Buffer) => this.#feed(bytes, performance.now()))
    socket.on('end', () => this.#peerLeft('fin'))
    socket.on('error', () => this.#peerLeft('reset'))
    socket.on('close', (hadError) => this.#closed(hadError))
  }

  /** The name the client asked for in its TLS hello. */
  get serverName(): string | undefined {
    return (this.socket as TLSSocket & { servername?: string | false }).servername || undefined
  }

  /** The common name of the client's certificate. */
  get clientCertificate(): string | undefined {
    const { subject } = (this.socket as TLSSocket).getPeerCertificate?.() ?? {}
    return subject?.CN as string | undefined
  }

  close(): void {
    this.#endedByUs = true
    this.socket.end()
  }

  reset(): void {
    this.#endedByUs = true
    // A reset while the FIN of the other side is being answered leaves a handle that never closes, and Node never exits.
    if (this.left !== undefined) {
      this.socket.destroy()
      return
    }
    this.#tcp.resetAndDestroy()
    if (this.socket !== this.#tcp) this.socket.destroy()
  }

  #feed(bytes: Buffer, at: number): void {
    this.bytesReceived += bytes.length
    let rest = bytes
    while (rest.length > 0) {
      if (this.#lost) {
        this.stray.add(rest, at)
        return
      }
      rest = this.#current === undefined ? this.#feedHead(rest, at) : this.#feedBody(this.#current, rest, at)
    }
  }

  #feedBody(request: ReceivedRequest, bytes: Buffer, at: number): Buffer {
    const rest = request.feed(bytes, at)
    if (request.state !== 'reading') this.#current = undefined
    if (request.state === 'broken') this.#lost = true
    return rest
  }

  #feedHead(bytes: Buffer, at: number): Buffer {
    const begun = this.#head.length
    const head = begun === 0 ? bytes : Buffer.concat([this.#head, bytes])
    if (begun === 0 && (head[0] === 13 || head[0] === 10)) {
      this.stray.add(head.subarray(0, 1), at)
      return head.subarray(1)
    }
    const end = head.indexOf(HEAD_END, Math.max(0, begun - HEAD_END.length))
    if (end < 0) {
      this.#head = head
      if (head.length > HEAD_LIMIT) this.#loseHead(at)
      return bytes.subarray(bytes.length)
    }
    this.#head = Buffer.alloc(0)
    const size = end + HEAD_END.length
    this.#open(head.subarray(0, size), at)
    return head.subarray(size)
  }

  #open(rawHead: Buffer, at: number): void {
    const request = new ReceivedRequest(this, rawHead, at, this.#hooks.keepBytes)
    if (request.state === 'reading') this.#current = request
    this.requests.push(request)
    this.#hooks.request(request)
  }

  #loseHead(at: number): void {
    this.#lost = true
    this.stray.add(this.#head, at)
    this.#head = Buffer.alloc(0)
  }

  #peerLeft(how: Departure['how']): void {
    const at = performance.now()
    if (!this.#endedByUs) this.left ??= { how, at }
    if (this.#head.length > 0) this.#loseHead(at)
    this.#current?.cut(at)
    this.#current = undefined
    // The server allows half-open sockets, so that the FIN is seen before our side ends.
    this.socket.destroySoon()
  }

  #closed(hadError: boolean): void {
    if (!this.#endedByUs) this.#peerLeft(hadError ? 'reset' : 'fin')
    this.#current?.cut(performance.now())
    this.closedAt = performance.now()
  }
}
