import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { makeCertificates, until } from '@strait/testkit'

const LINGERING_MAX = 64

if ('deno' in process.versions) {
  const { startPeer } = await import('../../../packages/host/src/dial/dial-peer-process-fixture.ts')
  const { Probe, write } = await import('../../../packages/host/src/dial/dial-probe-fixture.ts')
  const { denoDial } = await import('./dial.ts')

  test('denoDial() leaves a bounded number of descriptors to peers that hang in the handshake, and goes on', async () => {
    const certificates = await makeCertificates()
    const peer = await startPeer(certificates)
    try {
      const tls = { id: 'lingering', ca: certificates.ca.cert }
      const to = (server: string) => ({ host: 'localhost', port: peer.port(server), tls })
      const giveUp = async () => {
        const probe = new Probe(denoDial, to('mute'))
        await until(() => probe.connects > 0, { what: 'TCP to stand' })
        probe.dialing.abort()
        return probe
      }
      for (let i = 0; i < LINGERING_MAX; i++) await giveUp()
      const { heard } = await giveUp()
      await peer.take('mute', 'gone')
      assert.deepEqual(heard, [])
      const probe = new Probe(denoDial, to('server'))
      write(await probe.socket(), 'hello')
      await probe.reads('hello')
      ;(await probe.socket()).destroy()
    } finally {
      await peer.stop()
      certificates.remove()
    }
  })
} else {
  test('denoDial() leaves a bounded number of descriptors', (t) => t.skip('Deno.startTls alone needs it'))
}
