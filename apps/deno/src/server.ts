import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { Listener, ListenOptions } from '@strait/host'
import { listenNode, nodeServerOptions, nodeTls, serveNode } from '@strait/host/node'
import { clientsMax } from './clients-max.ts'
import { denoHttp2 } from './http2.ts'

/**
 * node:http rather than Deno.serve: it shows the raw header lines and carries trailers, reasons and early hints,
 * and it is as fast. `serve.ts` is the way in for `deno serve` and Deno Deploy.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { doors, name: listener } = options
  const facts = { scheme: options.tls === undefined ? 'http' : 'https', doors, listener } as const
  const limits = nodeServerOptions(options.clients)
  const server =
    options.tls === undefined ? createHttp(limits) : (createHttps({ ...limits, ...nodeTls(options.tls) }) as Server)
  const most = clientsMax()
  if (most !== undefined) server.maxConnections = most
  server.on('request', (incoming, outgoing) => {
    const run = () => {
      serveNode(options.gateway(), incoming, outgoing, facts).catch(() => outgoing.destroy())
    }
    const inside = options.inside()
    if (inside === undefined) run()
    else inside(outgoing, run)
  })
  return listenNode(server, options, denoHttp2(options))
}
