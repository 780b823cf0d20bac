import process from 'node:process'
import { test } from 'node:test'

if ('deno' in process.versions) {
  const { sendContract } = await import('../../../packages/host/src/transport/send-contract-fixture.ts')
  const { createTransport } = await import('./transport.ts')
  await sendContract('createTransport() of the Deno app', createTransport())
} else {
  test('createTransport() of the Deno app keeps the contract', (t) => t.skip('Deno’s sockets are there on Deno alone'))
}
