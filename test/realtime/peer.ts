import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Handshake {
  readonly target: string
  /** Names in lower case; all lines of one name. */
  header(name: string): string[]
}

/** A provider that speaks WebSocket: scripts by path, echo where there is none. */
export interface Peer {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly handshakes: readonly Handshake[]
  /** Connections that are open. */
  readonly open: number
  /** What happens on a connection to this path. */
  script(path: string, run: (socket: WebSocket) => void): void
  /** Answers a handshake to this path by hand, byte for byte. */
  answer(path: string, run: (request: IncomingMessage, socket: Raw) => void): void
}

export type Raw = IncomingMessage['socket']

export interface PeerOptions {
  readonly tls?: () => { readonly cert: string; readonly key: string }
  /** Which of the subprotocols it speaks. */
  readonly speaks?: readonly string[]
}

/** Started before the tests of a `describe`, and stopped behind them. */
export function usePeer({ tls, speaks = ['realtime'] }: PeerOptions = {}): Peer {
  const handshakes: Handshake[] = []
  const scripts = new Map<string, (socket: WebSocket) => void>()
  const answers = new Map<string, (request: IncomingMessage, socket: Raw) => void>()
  const sockets = new Set<Raw>()
  const choose = (offered: Set<string>) => speaks.find((name) => offered.has(name)) ?? false
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    maxPayload: 0,
    handleProtocols: choose,
  })
  let server: Server | undefined

  before(async () => {
    server = tls === undefined ? createServer() : (createSecure(tls()) as unknown as Server)
    server.on('upgrade', (request: IncomingMessage, socket: Raw, head: Buffer) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {})
      // node:http keeps the other half open.
      socket.on('end', () => socket.end())
      handshakes.push(handshakeOf(request))
      const path = new URL(request.url ?? '/', 'http://x').pathname
      const answer = answers.get(path)
      if (answer !== undefined) {
        socket.resume()
        answer(request, socket)
        return
      }
      webSockets.handleUpgrade(request, socket, head, (accepted) => {
        accepted.on('error', () => {})
        ;(scripts.get(path) ?? echo)(accepted)
      })
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()))
  })
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server?.close(resolve))
  })

  function port(): number {
    if (server === undefined) throw new Error('the peer runs only while the tests of its suite run')
    return (server.address() as AddressInfo).port
  }
  return {
    get port() {
      return port()
    },
    get url() {
      return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port()}`
    },
    handshakes,
    get open() {
      return sockets.size
    },
    script: (path, run) => void scripts.set(path, run),
    answer: (path, run) => void answers.set(path, run),
  }
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, binary) => socket.send(data, { binary }))
}

function handshakeOf({ url = '/', rawHeaders }: IncomingMessage): Handshake {
  return {
    target: url,
    header: (name) => rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name),
  }
}
