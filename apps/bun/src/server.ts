import http from 'node:http'
import type { Connection, Listener, ListenOptions } from '@strait/host'
import { hostForUrl, type MessageEnd, serveWeb } from '@strait/host'
import { Elysia } from 'elysia'
import { websockets } from './websockets.ts'

export async function listen(options: ListenOptions): Promise<Listener> {
  const { doors, name: listener } = options
  const facts = { scheme: options.tls === undefined ? 'http' : 'https', doors, listener } as const
  // The one way to raise Bun.serve's head limit (16 kB) from inside the program.
  Object.assign(http, { maxHeaderSize: options.clients.maxHead })
  const keepAlive = seconds(options.clients.keepAlive)
  const app = new Elysia({
    // Without it Elysia looks for the path in the wrong place when the host header is short.
    handler: { standardHostname: false },
  }).all(
    '/*',
    ({ request }) => {
      // Bun's clock would count an upstream's silence as the client's: it stands still until the answer is out.
      listening.timeout(request, 0)
      return serveWeb(options.gateway(), request, new BunConnection(request, listening, keepAlive), facts)
    },
    { parse: 'none' },
  )
  const listening: Bun.Server<MessageEnd> = Bun.serve({
    hostname: options.hostname,
    port: options.port,
    idleTimeout: keepAlive,
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    development: false,
    // With prior knowledge, and under TLS by ALPN.
    http2: true,
    websocket: websockets(options.gateway().plan.bounds.body),
    ...(options.tls === undefined ? {} : { tls: bunTls(options.tls) }),
    fetch: (request) => app.fetch(request),
    error: () => new Response(null, { status: 500, headers: { 'x-strait-error': 'internal' } }),
  })
  return {
    hostname: hostForUrl(options.hostname),
    port: listening.port ?? options.port,
    renew: () => false,
    close: async () => {
      void listening.stop(false)
    },
    destroy: () => {
      void listening.stop(true)
    },
  }
}

class BunConnection implements Connection {
  readonly #request: Request
  readonly #server: Bun.Server<MessageEnd>
  /** seconds */
  readonly #keepAlive: number

  constructor(request: Request, server: Bun.Server<MessageEnd>, keepAlive: number) {
    this.#request = request
    this.#server = server
    this.#keepAlive = keepAlive
  }

  get peer(): string {
    return this.#server.requestIP(this.#request)?.address ?? ''
  }

  idle(): void {
    this.#server.timeout(this.#request, this.#keepAlive)
  }

  upgrade(headers: Headers, data: MessageEnd): boolean {
    return this.#server.upgrade(this.#request, { headers, data })
  }
}

/** Bun counts in whole seconds, up to 255, on a clock that ticks every four: without these it would be early. */
function seconds(ms: number): number {
  return Math.min(255, Math.max(1, Math.ceil(ms / 1000)) + 4)
}

function bunTls({ cert, key, clientCa }: NonNullable<ListenOptions['tls']>) {
  const base = { cert, key }
  return clientCa === undefined ? base : { ...base, ca: clientCa, requestCert: true, rejectUnauthorized: true }
}
