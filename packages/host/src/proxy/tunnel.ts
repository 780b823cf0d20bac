import * as net from 'node:net'
import type { ProxyAddress } from '@strait/config'
import type { DialFailure, Dialing, DialRequest, DialTls, SocketHandler } from '@strait/wire'
import { dialFailure } from '../dial/dial-failure.ts'
import { options, secured } from '../dial/node-dial.ts'
import { NodeSocket } from '../dial/node-socket.ts'
import { sessionKey, tlsSessions } from '../dial/tls-identities.ts'
import { ConnectAnswer, type ConnectProgress } from './connect-answer.ts'
import { connectRequest } from './connect-request.ts'
import { ProxyError, type ProxyTrouble } from './proxy-error.ts'

/** TLS to the proxy itself: nothing of a provider's. */
const PUBLIC = { id: '' }

/** One way through a proxy to one place, until it stands or fails: TCP (and TLS) to the proxy, CONNECT, TLS behind it. */
export class Tunnel implements Dialing {
  readonly #proxy: ProxyAddress
  readonly #request: DialRequest
  readonly #to: string
  readonly #handler: SocketHandler
  readonly #unconnected: (failure: DialFailure) => void
  readonly #settled: () => void
  readonly #answer = new ConnectAnswer()
  #stage: 'connecting' | 'asking' | 'securing' | 'over' = 'connecting'
  #way: net.Socket | undefined
  #socket: net.Socket | undefined

  /** `unconnected`: the proxy can't reach this place; `settled`: no other place would fare better. */
  constructor(
    proxy: ProxyAddress,
    request: DialRequest,
    to: string,
    handler: SocketHandler,
    unconnected: (failure: DialFailure) => void,
    settled: () => void,
  ) {
    this.#proxy = proxy
    this.#request = request
    this.#to = to
    this.#handler = handler
    this.#unconnected = unconnected
    this.#settled = settled
  }

  open(): this {
    const { host, scheme } = this.#proxy
    const way = options(this.#proxy, host)
    const first = scheme === 'http' ? net.connect(way) : secured(this.#proxy, PUBLIC, way)
    this.#way = first
    first.on('connect', () => first.setNoDelay(true))
    first.on('error', (cause) => this.#broke(cause))
    first.on('end', () => this.#broke(new Error('the proxy ended the connection')))
    first.on('close', () => this.#broke(new Error('the connection closed')))
    first.once(scheme === 'http' ? 'connect' : 'secureConnect', () => this.#ask(first))
    return this
  }

  abort(): void {
    if (this.#stage === 'over') return
    this.#leave()
  }

  #ask(first: net.Socket): void {
    if (this.#stage !== 'connecting') return
    this.#stage = 'asking'
    const listen = (bytes: Uint8Array): void => {
      const progress = this.#answer.feed(bytes)
      if (progress.kind === 'more') return
      first.off('data', listen)
      if (this.#stage === 'asking') this.#hear(first, progress)
    }
    first.on('data', listen)
    first.write(connectRequest(this.#proxy, this.#to, this.#request.port))
  }

  #hear(first: net.Socket, progress: Exclude<ConnectProgress, { kind: 'more' }>): void {
    const { tls: identity } = this.#request
    if (progress.kind === 'failed') this.#refused(progress.error)
    else if (identity === undefined) this.#hand(first, progress.rest)
    // In TLS the client speaks first: what is here already is of nobody who should be there.
    else if (progress.rest.length > 0) this.#fail(proxyFailure('broken', 'unasked bytes'))
    else this.#secure(first, identity)
  }

  /** Another address is another question, but to the same proxy. */
  #refused(error: ProxyError): void {
    const failure: DialFailure = { code: 'failed', cause: error }
    if (error.trouble !== 'refused') {
      this.#fail(failure)
      return
    }
    this.#leave()
    this.#unconnected(failure)
  }

  #secure(first: net.Socket, identity: DialTls): void {
    const { host, port } = this.#request
    this.#settled()
    this.#handler.connected()
    if (this.#stage !== 'asking') return
    this.#stage = 'securing'
    try {
      const socket = secured(this.#request, identity, { socket: first })
      this.#socket = socket
      socket.on('error', (cause) => {
        if (this.#stage === 'over') return
        tlsSessions.delete(sessionKey(host, port, identity))
        this.#fail(dialFailure(cause, true))
      })
      socket.on('close', () => {
        if (this.#stage !== 'over') this.#fail(dialFailure(new Error('closed in the TLS handshake'), true))
      })
      socket.on('secureConnect', () => {
        if (this.#stage === 'securing') this.#hand(socket, NOTHING)
      })
    } catch (cause) {
      // A PEM that can't be read.
      this.#fail(dialFailure(cause, true))
    }
  }

  #hand(socket: net.Socket, rest: Uint8Array): void {
    this.#stage = 'over'
    this.#settled()
    const opened = new NodeSocket(socket, this.#handler)
    this.#handler.open(opened)
    if (rest.length > 0) socket.unshift(rest)
    opened.listen()
  }

  /** The connection to the proxy, before there is a tunnel. From then on whatever uses it tells. */
  #broke(cause: Error): void {
    if (this.#stage === 'connecting') this.#fail(proxyFailure('unreachable', reached(cause), cause))
    else if (this.#stage === 'asking') this.#fail(proxyFailure('broken', 'closed', cause))
  }

  #fail(failure: DialFailure): void {
    this.#settled()
    this.#leave()
    this.#handler.failed(failure)
  }

  #leave(): void {
    this.#stage = 'over'
    this.#socket?.destroy()
    this.#way?.destroy()
  }
}

const NOTHING = new Uint8Array()

function proxyFailure(trouble: ProxyTrouble, code: string, cause?: unknown): DialFailure {
  return { code: 'failed', cause: new ProxyError(trouble, code, cause) }
}

function reached(cause: Error): string {
  const { code, reason } = dialFailure(cause, false)
  return reason === undefined ? code : `${code} ${reason}`
}
