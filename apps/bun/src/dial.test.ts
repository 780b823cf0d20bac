import process from 'node:process'
import { test } from 'node:test'

if ('bun' in process.versions) {
  const { dialContract } = await import('../../../packages/host/src/dial/dial-contract-fixture.ts')
  const { bunDial } = await import('./dial.ts')
  await dialContract('bunDial', bunDial)
} else {
  test('bunDial() holds the contract', (t) => t.skip('Bun.connect is there on Bun alone'))
}
