import type { Server } from 'node:http'
import type { Server as HttpsServer, ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ClientLimits, Listener, ListenOptions, ListenTls } from '../app.ts'
import { answerClientError } from './client-error.ts'
import { hostForUrl } from './host-for-url.ts'
import type { Http2Side } from './http2-side.ts'
import { nodeUpgrades } from './node-upgrades.ts'

/** Node's clocks and sizes toward clients; an upstream's silence is on none of them. */
export function nodeServerOptions(limits: ClientLimits): ServerOptions {
  return {
    headersTimeout: limits.head,
    // An upload may take as long as it moves: core times its pauses.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(5_000, Math.max(250, limits.head / 4)),
    maxHeaderSize: limits.maxHead,
    // Strict parsing: bare LF, obs-fold and double framing end the connection with 400.
    insecureHTTPParser: false,
    noDelay: true,
  }
}

export function nodeTls({ cert, key, clientCa }: ListenTls): ServerOptions {
  // HTTP/1.1 where a client speaks both: it has header names as the provider wrote them, and reasons.
  const base = { cert, key, ALPNProtocols: ['http/1.1', 'h2'] }
  return clientCa === undefined ? base : { ...base, ca: clientCa, requestCert: true, rejectUnauthorized: true }
}

/** Listens and tells how to stop; the same for node:http and node:https, on Node and on Deno. */
export async function listenNode(
  server: Server | HttpsServer,
  options: ListenOptions,
  http2: Http2Side,
): Promise<Listener> {
  // A count here would drop the lines beyond it without a word; core refuses them instead.
  server.maxHeadersCount = 0
  // The other end's address, asked for while it is there: the socket remembers it when the client has left.
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => socket.remoteAddress)
  const upgrades = nodeUpgrades(server, options)
  const taken = new WeakSet<Duplex>()
  server.on('clientError', (error, socket) => {
    // HTTP/1.1's clock for heads still runs on a connection that is no longer its own.
    if (taken.has(socket)) return
    if (http2.take(error, socket)) taken.add(socket)
    else answerClientError(error, socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.hostname, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return {
    hostname: hostForUrl(options.hostname),
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    renew(tls) {
      if (!('setSecureContext' in server)) return false
      server.setSecureContext(nodeTls(tls))
      return true
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      return Promise.all([closed, http2.close()])
    },
    destroy() {
      http2.destroy()
      upgrades.destroy()
      server.closeAllConnections()
    },
  }
}
