import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { behave } from './behaviours.ts'
import type { ReceivedRequest } from './received-request.ts'
import { Reply } from './reply.ts'
import { type Departure, UpstreamConnection } from './upstream-connection.ts'
import { type Deferred, deferred, until } from './wait.ts'

export type Script = (request: ReceivedRequest, reply: Reply) => void | Promise<void>

export interface UpstreamOptions {
  host?: string
  tls?: TlsOptions
  /** Answers what no `script()` was set for; default: the behaviours named by the path. */
  script?: Script
  /** Bytes of a body that are kept; more is counted and hashed only. */
  keepBytes?: number
}

const KEEP_BYTES = 64 * 1024 * 1024

/** A provider on a raw socket: it records every byte it gets and answers as scripted, also wrongly. */
export class Upstream {
  readonly requests: ReceivedRequest[] = []
  readonly connections: UpstreamConnection[] = []
  /** What scripts threw; their connections were reset. */
  readonly errors: unknown[] = []
  /** TLS handshakes that failed. */
  readonly tlsErrors: Error[] = []
  readonly host: string
  readonly #secure: boolean
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #gates = new Map<string, Deferred<void>>()
  readonly #scripts = new Map<string, Script>()
  readonly #turns = new WeakMap<UpstreamConnection, Promise<void>>()
  readonly #keepBytes: number
  #fallback: Script
  #accepted = 0

  constructor(options: UpstreamOptions) {
    this.host = options.host ?? '127.0.0.1'
    this.#keepBytes = options.keepBytes ?? KEEP_BYTES
    this.#fallback = options.script ?? ((request, reply) => behave(request, reply, this))
    this.#secure = options.tls !== undefined
    this.#server = options.tls === undefined ? this.#plainServer() : this.#tlsServer(options.tls)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host
    return `${this.#secure ? 'https' : 'http'}://${host}:${this.port}`
  }

  listen(): Promise<this> {
    const { promise, resolve, reject } = deferred<this>()
    this.#server.once('error', reject)
    this.#server.listen(0, this.host, () => resolve(this))
    return promise
  }

  /** One script for everything, or for one path (the target without its query). The latest wins. */
  script(script: Script): void
  script(path: string, script: Script): void
  script(pathOrScript: string | Script, script?: Script): void {
    if (typeof pathOrScript === 'function') this.#fallback = pathOrScript
    else this.#scripts.set(pathOrScript, script as Script)
  }

  /** Resolves once `open(name)` was called; `?gate=name` makes a behaviour wait here at its turning point. */
  gate(name: string): Promise<void> {
    return this.#gateOf(name).promise
  }

  open(name: string): void {
    this.#gateOf(name).resolve()
  }

  /** The first request, past or coming, that fits. */
  waitForRequest(predicate: (request: ReceivedRequest) => boolean = () => true, timeoutMs = 5_000) {
    return until(() => this.requests.find(predicate), { timeoutMs, what: () => `a request; came: ${this.#summary()}` })
  }

  /** How the client ended the request's connection; undefined when this side was first. */
  async waitForClose(request: ReceivedRequest, timeoutMs = 5_000): Promise<Departure | undefined> {
    const { connection } = request
    const what = `the client to close the connection of ${request.requestLine}`
    await until(() => connection.left !== undefined || connection.closedAt !== undefined, { timeoutMs, what })
    return connection.left
  }

  /** Forgets what was recorded; connections stay open. */
  clear(): void {
    this.requests.length = 0
    this.connections.splice(0, this.connections.length, ...this.connections.filter((one) => !one.closedAt))
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #plainServer(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#track(socket)
      this.#accept(socket, socket)
    })
  }

  #tlsServer(tls: TlsOptions): Server {
    const byPort = new Map<number, Socket>()
    const server = createTlsServer({ allowHalfOpen: true, noDelay: true, ...tls }, (socket) => {
      this.#accept(socket, byPort.get(socket.remotePort as number) ?? socket)
    })
    server.on('connection', (tcp: Socket) => {
      const port = tcp.remotePort as number
      byPort.set(port, tcp)
      tcp.once('close', () => byPort.delete(port))
      this.#track(tcp)
    })
    server.on('tlsClientError', (error) => this.tlsErrors.push(error))
    return server
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => this.#sockets.delete(socket))
  }

  #accept(socket: Socket, tcp: Socket): void {
    const hooks = { keepBytes: this.#keepBytes, request: (request: ReceivedRequest) => this.#received(request) }
    this.connections.push(new UpstreamConnection(++this.#accepted, socket, tcp, hooks))
  }

  #received(request: ReceivedRequest): void {
    this.requests.push(request)
    const { connection } = request
    const turn = this.#turns.get(connection)
    // Pipelined requests are recorded as they come and answered in their order.
    this.#turns.set(connection, turn === undefined ? this.#answer(request) : turn.then(() => this.#answer(request)))
  }

  async #answer(request: ReceivedRequest): Promise<void> {
    try {
      await (this.#scripts.get(request.path) ?? this.#fallback)(request, new Reply(request))
    } catch (error) {
      // A script that waits for a body which was cut off has nothing left to answer.
      if (request.state !== 'cut') this.errors.push(error)
      request.connection.reset()
    }
  }

  #gateOf(name: string): Deferred<void> {
    const gate = this.#gates.get(name) ?? deferred()
    this.#gates.set(name, gate)
    return gate
  }

  #summary(): string {
    return this.requests.map((request) => request.requestLine.slice(0, 100)).join(' | ') || 'none'
  }
}

export function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  return new Upstream(options).listen()
}
