import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import { inTurn, nodeDial, PerIdentity, sessionKey, tlsSessions } from '@strait/host'
import type { Dial, DialFailure, DialRequest, DialTls, SocketHandler } from '@strait/wire'
import type { Socket as Native } from 'bun'
import { BunSocket, type Resumption } from './bun-socket.ts'

/** Attempts that were given up and are still under way: Bun.connect can't be called off before it opens. */
const ABANDONED_MAX = 64
let abandoned = 0

const AUTHORITIES_MAX = 256
const authorities = new PerIdentity<string[]>(AUTHORITIES_MAX)

/** RFC 7301 3.1: each name behind its length. */
const ALPN = Buffer.from('\x08http/1.1', 'latin1')

/**
 * Sockets of Bun.connect. node:net serves where they fall short: an address as TLS host is sent as server name
 * (RFC 6066 3 forbids it, and servers refuse it), and an upstream that swallows connections would pile up attempts.
 */
export const bunDial: Dial = (request, handler) => {
  const { host, tls } = request
  if (abandoned >= ABANDONED_MAX || (tls !== undefined && isIP(host) !== 0)) return nodeDial(request, handler)
  return inTurn(request, handler, (to, unconnected, connected) => connect(request, to, handler, unconnected, connected))
}

function connect(
  { host, port, tls }: DialRequest,
  to: string,
  handler: SocketHandler,
  unconnected: (failure: DialFailure) => void,
  connected: () => void,
) {
  const socket = new BunSocket(handler, tls && resumption(host, port, tls), unconnected, connected)
  let pending = true
  let left = false
  const settled = () => {
    pending = false
    if (left) abandoned--
  }
  try {
    Bun.connect<BunSocket>({
      hostname: to,
      port,
      allowHalfOpen: true,
      data: socket,
      socket: EVENTS,
      ...(tls === undefined ? {} : { tls: tlsOptions(host, tls) }),
    }).then(settled, (error: unknown) => {
      settled()
      // `connectError` has told it already, but for what Bun finds wrong before it begins.
      socket.failed(error)
    })
  } catch (cause) {
    // A PEM that can't be read: no other address would mend it.
    connected()
    socket.refuse(cause)
    pending = false
  }
  return {
    abort() {
      if (!socket.abort() || !pending) return
      left = true
      abandoned++
    },
  }
}

/** One table for all sockets, so that Bun makes nothing per connection; `data` says whose event it is. */
const EVENTS = {
  open: (native: Native<BunSocket>) => native.data.connected(native),
  handshake: (native: Native<BunSocket>, success: boolean, error: Error | null) => native.data.secured(success, error),
  data: (native: Native<BunSocket>, bytes: Buffer) => native.data.received(bytes),
  session: (native: Native<BunSocket>, session: Buffer) => native.data.resumable(session),
  drain: (native: Native<BunSocket>) => native.data.drained(),
  end: (native: Native<BunSocket>) => native.data.ended(),
  error: (native: Native<BunSocket>, error: Error) => native.data.broke(error),
  close: (native: Native<BunSocket>, error?: Error) => native.data.closed(error),
  connectError: (native: Native<BunSocket>, error: Error) => native.data.failed(error),
}

function resumption(host: string, port: number, identity: DialTls): Resumption {
  const key = sessionKey(host, port, identity)
  return {
    last: () => tlsSessions.get(key, identity),
    keep: (session) => tlsSessions.set(key, identity, session),
    forget: () => tlsSessions.delete(key),
  }
}

function tlsOptions(host: string, identity: DialTls) {
  const { ca, cert, key } = identity
  return {
    serverName: host,
    rejectUnauthorized: true,
    ALPNProtocols: ALPN,
    ...(ca === undefined ? {} : { ca: withPublic(identity, ca) }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
}

/** Bun takes `ca` in place of the public authorities. */
function withPublic(identity: DialTls, ca: string): string[] {
  const known = authorities.get(identity.id, identity)
  if (known !== undefined) return known
  const all = [...getCACertificates('default'), ca]
  authorities.set(identity.id, identity, all)
  return all
}
