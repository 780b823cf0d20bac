import { Buffer } from 'node:buffer'
import { type AddressInfo, createServer } from 'node:net'
import { Gone, Peer } from './peer.ts'

/** What the upstream does with one connection; it is over when the connection goes. */
export type Script = (peer: Peer) => Promise<void>

export interface Upstream {
  readonly port: number
  /** Every connection there ever was, in order. */
  readonly peers: readonly Peer[]
  readonly open: number
  /** What a script threw, but for the client's going. */
  readonly errors: readonly unknown[]
  close(): Promise<void>
}

export async function startUpstream(script: Script): Promise<Upstream> {
  const peers: Peer[] = []
  const errors: unknown[] = []
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const peer = new Peer(socket, peers.length)
    peers.push(peer)
    script(peer).catch((error) => {
      if (!(error instanceof Gone)) errors.push(error)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1024, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    peers,
    errors,
    get open() {
      return peers.filter((peer) => !peer.gone).length
    },
    close: () =>
      new Promise((resolve) => {
        for (const peer of peers) peer.drop()
        server.close(() => resolve())
      }),
  }
}

/** A port of the loopback where nobody listens. */
export async function closedPort(): Promise<number> {
  const upstream = await startUpstream(async () => {})
  await upstream.close()
  return upstream.port
}

/** Answers every request with these bytes. */
export function answering(answer: string | ((text: string) => string)): Script {
  return async (peer) => {
    for (;;) {
      const { text } = await peer.request()
      peer.write(typeof answer === 'string' ? answer : answer(text))
    }
  }
}

/** A whole answer framed by length. */
export function ok(body: string, fields = ''): string {
  return `HTTP/1.1 200 OK\r\n${fields}content-length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`
}
