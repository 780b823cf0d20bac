import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ListenOptions } from '@strait/host'
import { type Http2Side, takePreface } from '@strait/host/node'
import { ByPort } from './by-port.ts'
import { Http2Connection } from './http2-connection.ts'

const ADVICE =
  'a client that speaks HTTP/2 was turned away: this listener can not. The AWS SDK for JavaScript takes requestHandler: new NodeHttpHandler().'

/**
 * HTTP/2 on Deno is Deno.serve's: its node:http2 loses the whole process after some hundred connections (2.9.5). A
 * connection that begins with the preface is piped into a Deno.serve on the loopback, which begins with the first such
 * connection and answers no other.
 */
export function denoHttp2(options: ListenOptions): Http2Side {
  const { clients, doors, name: listener } = options
  const scheme = options.tls === undefined ? 'http' : 'https'
  const connections = new ByPort<Http2Connection>()
  let server: Deno.HttpServer<Deno.NetAddr> | undefined
  let state: 'open' | 'closing' | 'unable' = 'open'

  function answer(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> | Response {
    const connection = connections.at(info.remoteAddr.port)
    if (connection === undefined) return new Response(null, { status: 403 })
    connection.opened(info.completed)
    return options.gateway().fetch(request, connection.peer, { doors, scheme, listener })
  }

  function begun(): typeof server {
    try {
      server ??= Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: () => {} }, answer)
    } catch {
      state = 'unable'
      options.warn?.(ADVICE)
    }
    return server
  }

  return {
    take(error, socket: Duplex) {
      if (error.code !== 'HPE_PAUSED_H2_UPGRADE' || state !== 'open') return false
      const behind = begun()
      if (behind === undefined || !takePreface(error, socket)) return false
      const inner = connect(behind.addr.port, '127.0.0.1')
      const connection = new Http2Connection(socket as Socket, inner, clients)
      inner.on('connect', () => {
        connections.add(inner.localPort as number, connection)
        connection.join()
      })
      return true
    },
    async close() {
      state = 'closing'
      for (const connection of connections.all) connection.end()
      await Promise.all([...connections.all].map(({ closed }) => closed))
      // Not before: it cuts what is under way.
      await server?.shutdown()
    },
    destroy() {
      for (const connection of connections.all) connection.destroy()
    },
  }
}
