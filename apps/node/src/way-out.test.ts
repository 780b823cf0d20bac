import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { test } from 'node:test'

if ('bun' in process.versions || 'deno' in process.versions) {
  test('the ways out of Node hold the contract', (t) => t.skip('they are those of Node'))
} else {
  const { getRequestListener } = await import('@hono/node-server')
  const { appWayOut, wayOutContract } = await import('../../../packages/host/src/http/way-out-contract-fixture.ts')
  const { listen } = await import('./server.ts')

  wayOutContract(appWayOut('directly, on Node', listen))

  // No app of ours serves Node so; whoever puts `gateway.fetch` behind another server does.
  wayOutContract({
    name: 'as a stream, on Node',
    async listen({ fetch }) {
      const server = createServer(getRequestListener((request) => fetch(request), { overrideGlobalObjects: false }))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return {
        port: (server.address() as AddressInfo).port,
        close: () => {
          server.closeAllConnections()
          server.close()
        },
      }
    },
    gaps: {
      'trailers follow the body they were announced for': 'a Response carries no trailers',
      'a cut body without a length is a broken transfer to an HTTP/1.0 client':
        'the adapter ends the connection, which to such a client is the end of the body',
    },
  })
}
