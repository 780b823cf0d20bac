import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ByteLog } from './byte-log.ts'
import { type HeaderList, headerList, headerValues } from './header-list.ts'
import { requestHead, tunnel } from './proxy-tunnel.ts'

export interface ProxyOptions {
  /** `user:password`; whoever shows another is answered 407. */
  readonly credentials?: string
  /** Names and addresses → the port of loopback that stands for them; others are what they are. */
  readonly hosts?: Readonly<Record<string, number>>
  /** PEM: TLS on the way to the proxy itself. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** A request as it came to the proxy. */
export interface ProxiedRequest {
  readonly method: string
  /** `host:port` of CONNECT, else the absolute form. */
  readonly target: string
  readonly headers: HeaderList
  /** The body; of CONNECT, what the client sent through the tunnel. */
  readonly body: ByteLog
  /** Which of the connections to the proxy, counted from 1. */
  readonly connection: number
  header(name: string): string | undefined
}

/** In place of what a proxy does: bytes for the client, then the end. `hang` says nothing for ever. */
export type ProxyAnswer = string | 'hang' | undefined

const KEEP_BYTES = 1024 * 1024

/** An HTTP proxy: starts listening on a free port of loopback. */
export async function startProxy(options: ProxyOptions = {}): Promise<EgressProxy> {
  const server = options.tls === undefined ? createServer() : createSecureServer(options.tls)
  const proxy = new EgressProxy(server, options)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return proxy
}

/** CONNECT, with half-open ends and resets as they come, and the absolute form. */
export class EgressProxy {
  readonly requests: ProxiedRequest[] = []
  /** Connections that ever came. */
  connections = 0
  readonly #server: Server
  readonly #options: ProxyOptions
  readonly #open = new Map<Duplex, number>()
  #script: (request: ProxiedRequest) => ProxyAnswer = () => undefined

  constructor(server: Server, options: ProxyOptions) {
    this.#server = server
    this.#options = options
    // Streams may be silent for as long as a test likes.
    server.requestTimeout = 0
    server.keepAliveTimeout = 60_000
    server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      this.#open.set(socket, ++this.connections)
      socket.on('error', () => {})
      socket.on('close', () => this.#open.delete(socket))
    })
    server.on('connect', (incoming, client: Socket, head) => this.#connect(incoming, client, head))
    server.on('request', (incoming, outgoing) => this.#forward(incoming, outgoing))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`
  }

  /** Connections that stand now. */
  get open(): number {
    return this.#open.size
  }

  /** Whether the connection stands by which that request came. */
  holds({ connection }: ProxiedRequest): boolean {
    return [...this.#open.values()].includes(connection)
  }

  /** Asked for each request from now on. */
  answer(script: (request: ProxiedRequest) => ProxyAnswer): void {
    this.#script = script
  }

  async close(): Promise<void> {
    for (const socket of this.#open.keys()) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #connect(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    const seen = this.#note(incoming)
    if (this.#answered(seen, client)) return
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(seen.target) ?? []
    const upstream = connect({ ...this.#place(host, Number(port)), allowHalfOpen: true })
    const refused = () => client.end(BAD_GATEWAY)
    const left = () => upstream.destroy()
    upstream.on('error', refused)
    client.on('close', left)
    upstream.on('connect', () => {
      upstream.off('error', refused)
      client.off('close', left)
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      tunnel(client, upstream, head, (bytes) => seen.body.add(bytes, performance.now()))
    })
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const seen = this.#note(incoming)
    if (this.#answered(seen, incoming.socket)) return
    const { host, port, ...head } = requestHead(incoming)
    const upstream = send({ ...head, ...this.#place(host, port), agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.statusMessage, answer.rawHeaders)
      outgoing.flushHeaders()
      answer.pipe(outgoing)
    })
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.on('data', (bytes: Buffer) => seen.body.add(bytes, performance.now()))
    incoming.pipe(upstream)
  }

  #note({ method = '', url = '', rawHeaders, socket }: IncomingMessage): ProxiedRequest {
    const headers = headerList(rawHeaders)
    const header = (name: string) => headerValues(headers, name)[0]
    const connection = this.#open.get(socket) ?? 0
    const seen = { method, target: url, headers, header, body: new ByteLog(KEEP_BYTES), connection }
    this.requests.push(seen)
    return seen
  }

  /** True where nothing is left to do. */
  #answered(seen: ProxiedRequest, client: Duplex): boolean {
    const told = this.#script(seen) ?? (this.#allows(seen) ? undefined : UNAUTHORIZED)
    if (told === undefined) return false
    // Nobody else reads on, and only who reads sees the other side leave.
    client.on('end', () => client.end()).resume()
    if (told !== 'hang') client.end(told, 'latin1')
    return true
  }

  #allows(seen: ProxiedRequest): boolean {
    const { credentials } = this.#options
    if (credentials === undefined) return true
    return seen.header('proxy-authorization') === `Basic ${Buffer.from(credentials).toString('base64')}`
  }

  #place(host: string, port: number): { host: string; port: number } {
    const standIn = this.#options.hosts?.[host]
    return standIn === undefined ? { host, port } : { host: '127.0.0.1', port: standIn }
  }
}

const CLOSED = 'content-length: 0\r\nconnection: close\r\n\r\n'
const UNAUTHORIZED = `HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="egress"\r\n${CLOSED}`
const BAD_GATEWAY = `HTTP/1.1 502 Bad Gateway\r\n${CLOSED}`
