import process from 'node:process'
import { test } from 'node:test'

if ('deno' in process.versions) {
  const { appWayOut, wayOutContract } = await import('../../../packages/host/src/http/way-out-contract-fixture.ts')
  const { listen } = await import('./server.ts')

  wayOutContract(appWayOut('directly, on Deno', listen))

  wayOutContract({
    name: 'as a stream, on Deno',
    async listen({ fetch }) {
      const server = Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: () => {} }, (request) => fetch(request))
      return { port: server.addr.port, close: () => server.shutdown() }
    },
    gaps: {
      'trailers follow the body they were announced for': 'a Response carries no trailers',
      'GET 205 with a length has no body, though the provider sends one':
        'Deno.serve leaves out the length of a 205, and a client waits for its body',
      'a cut body without a length is a broken transfer to an HTTP/1.0 client':
        'Deno.serve ends the connection, which to such a client is the end of the body',
    },
  })
} else {
  test('the ways out of Deno hold the contract', (t) => t.skip('they are those of Deno'))
}
