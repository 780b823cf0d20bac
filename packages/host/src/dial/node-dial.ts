import * as net from 'node:net'
import * as tls from 'node:tls'
import type { Dial, DialFailure, Dialing, DialRequest, DialTls, SocketHandler } from '@strait/wire'
import { dialFailure } from './dial-failure.ts'
import { ATTEMPT_TIMEOUT, inTurn } from './in-turn.ts'
import { NodeSocket } from './node-socket.ts'
import { secureContext, sessionKey, tlsSessions } from './tls-identities.ts'

/** Sockets of node:net and node:tls: the way of Node, and of Bun and Deno where their own can't do what is asked. */
export const nodeDial: Dial = (request, handler) =>
  inTurn(request, handler, (to, unconnected, connected) => connect(request, to, handler, unconnected, connected))

function connect(
  request: DialRequest,
  to: string,
  handler: SocketHandler,
  unconnected: (failure: DialFailure) => void,
  connected: () => void,
): Dialing {
  const { tls: identity } = request
  let state: 'connecting' | 'securing' | 'over' = 'connecting'
  let socket: net.Socket
  try {
    socket =
      identity === undefined ? net.connect(options(request, to)) : secured(request, identity, options(request, to))
  } catch (cause) {
    // A PEM that can't be read: no other address would mend it.
    connected()
    handler.failed(dialFailure(cause, identity !== undefined))
    return { abort() {} }
  }
  socket.on('error', onError)
  socket.on('connect', () => {
    socket.setNoDelay(true)
    if (state !== 'connecting') return
    state = 'securing'
    connected()
    if (identity === undefined) open()
    else handler.connected()
  })
  if (identity !== undefined) socket.on('secureConnect', open)
  return {
    abort() {
      if (state === 'over') return
      state = 'over'
      socket.destroy()
    },
  }

  function open(): void {
    if (state === 'over') return
    state = 'over'
    const opened = new NodeSocket(socket, handler)
    handler.open(opened)
    opened.listen()
  }

  function onError(cause: Error): void {
    if (state === 'over') return
    const failure = dialFailure(cause, state === 'securing')
    const { code } = failure
    state = 'over'
    socket.destroy()
    if (identity !== undefined) tlsSessions.delete(sessionKey(request.host, request.port, identity))
    // Where TCP stood the address has answered, and another would tell the same.
    if (code === 'tls') handler.failed(failure)
    else unconnected(failure)
  }
}

/** Where and how TCP connects. */
export function options({ port }: Pick<DialRequest, 'port'>, host: string) {
  return { host, port, allowHalfOpen: true, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT }
}

/** TLS for the host that was asked for, over what `way` leads to: an address, or a connection that stands. */
export function secured(
  { host, port }: Pick<DialRequest, 'host' | 'port'>,
  identity: DialTls,
  way: tls.ConnectionOptions,
): tls.TLSSocket {
  const key = sessionKey(host, port, identity)
  const session = tlsSessions.get(key, identity)
  const context = secureContext(identity)
  const socket = tls.connect({
    ...way,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    // RFC 6066 3: an address is no server name.
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    // The name that was asked for, whatever address it went to.
    checkServerIdentity: (_name: string, certificate: tls.PeerCertificate) =>
      tls.checkServerIdentity(host, certificate),
    ...(context === undefined ? {} : { secureContext: context }),
    ...(session === undefined ? {} : { session }),
  })
  socket.on('session', (fresh: Buffer) => tlsSessions.set(key, identity, fresh))
  return socket
}
