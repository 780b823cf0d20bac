import process from 'node:process'
import { test } from 'node:test'

if ('bun' in process.versions) {
  const { sendContract } = await import('../../../packages/host/src/transport/send-contract-fixture.ts')
  const { createTransport } = await import('./transport.ts')
  await sendContract('createTransport() of the Bun app', createTransport())
} else {
  test('createTransport() of the Bun app keeps the contract', (t) => t.skip('Bun.connect is there on Bun alone'))
}
