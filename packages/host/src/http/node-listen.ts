import type { Server } from 'node:http'
import type { Server as HttpsServer, ServerOptions } from 'node:https'
import type { ClientLimits, Listener, ListenOptions, ListenTls } from '../app.ts'
import { answerClientError } from './client-error.ts'
import { hostForUrl } from './host-for-url.ts'

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
  const base = { cert, key }
  return clientCa === undefined ? base : { ...base, ca: clientCa, requestCert: true, rejectUnauthorized: true }
}

/** Listens and tells how to stop; the same for node:http and node:https, on Node and on Deno. */
export async function listenNode(server: Server | HttpsServer, options: ListenOptions): Promise<Listener> {
  // A count here would drop the lines beyond it without a word; core refuses them instead.
  server.maxHeadersCount = 0
  server.on('clientError', answerClientError)
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
      return closed
    },
    destroy: () => server.closeAllConnections(),
  }
}
