import process from 'node:process'
import { test } from 'node:test'

if ('deno' in process.versions) {
  const { dialContract } = await import('../../../packages/host/src/dial/dial-contract-fixture.ts')
  const { denoDial } = await import('./dial.ts')
  await dialContract('denoDial', denoDial, {
    resumption: 'Deno.startTls resumes no session',
    lingering: 'a connection of Deno.startTls can be closed only when its handshake is over',
  })
} else {
  test('denoDial() holds the contract', (t) => t.skip('Deno.connect is there on Deno alone'))
}
