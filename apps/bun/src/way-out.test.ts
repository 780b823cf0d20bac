import process from 'node:process'
import { test } from 'node:test'

if ('bun' in process.versions) {
  const { appWayOut, wayOutContract } = await import('../../../packages/host/src/http/way-out-contract-fixture.ts')
  const { listen } = await import('./server.ts')
  wayOutContract(
    appWayOut('as a stream, on Bun', listen, {
      'trailers follow the body they were announced for': 'a Response carries no trailers',
    }),
  )
} else {
  test('the way out of Bun holds the contract', (t) => t.skip('Bun.serve is there on Bun alone'))
}
