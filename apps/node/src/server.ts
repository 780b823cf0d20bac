import { createServer as createHttp } from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Listener, ListenOptions } from '@strait/host'
import { listenNode, nodeHttp2, nodeServerOptions, nodeTls, serveNode } from '@strait/host/node'

export async function listen(options: ListenOptions): Promise<Listener> {
  const { doors, name: listener } = options
  const facts = { scheme: options.tls === undefined ? 'http' : 'https', doors, listener } as const
  const onRequest = getRequestListener(
    // The answer is written to Node's own response, so that no byte passes through a Web Response.
    async (_request, { incoming, outgoing }) => {
      await serveNode(
        options.gateway(),
        incoming as HttpBindings['incoming'],
        outgoing as HttpBindings['outgoing'],
        facts,
      )
      return RESPONSE_ALREADY_SENT
    },
    {
      // For requests without a host header, which HTTP/1.0 allows; core judges the field itself.
      hostname: 'localhost',
      overrideGlobalObjects: false,
      autoCleanupIncoming: false,
      errorHandler: refused,
    },
  )
  const limits = nodeServerOptions(options.clients)
  const server =
    options.tls === undefined
      ? createHttp(limits, onRequest)
      : createHttps({ ...limits, ...nodeTls(options.tls) }, onRequest)
  return listenNode(server as HttpsServer, options, nodeHttp2(options))
}

/** What Hono itself can't make a Request of: a backslash in the path, an odd host. */
function refused(error: unknown): Response {
  const [status, code] = error instanceof RequestError ? ([400, 'bad_request'] as const) : ([500, 'internal'] as const)
  return new Response(null, { status, headers: { 'x-strait-error': code } })
}
