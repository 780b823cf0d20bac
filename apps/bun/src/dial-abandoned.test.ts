import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import process from 'node:process'
import { test } from 'node:test'
import { until } from '@strait/testkit'

const DIALS = 80
const ABANDONED_MAX = 64

if ('bun' in process.versions && process.platform === 'linux') {
  const { startFullListener } = await import('../../../packages/host/src/dial/full-listener-fixture.ts')
  const { Probe } = await import('../../../packages/host/src/dial/dial-probe-fixture.ts')
  const { bunDial } = await import('./dial.ts')

  test('bunDial() holds a bounded number of descriptors for dials that were given up, and goes on', async () => {
    const silent = await startFullListener()
    const server = createServer().listen(0, '127.0.0.1')
    try {
      await once(server, 'listening')
      for (let i = 0; i < DIALS; i++) {
        const before = silent.attempts()
        const probe = new Probe(bunDial, { host: '127.0.0.1', port: silent.port })
        await until(() => silent.attempts() > before, { what: 'an attempt' })
        probe.dialing.abort()
        const left = Math.min(i + 1, ABANDONED_MAX)
        await until(() => silent.attempts() <= left, { what: `${left} attempts at most` })
        assert.deepEqual(probe.heard, [])
      }
      const { port } = server.address() as AddressInfo
      const socket = await new Probe(bunDial, { host: '127.0.0.1', port }).socket()
      socket.destroy()
    } finally {
      server.close()
      await silent.stop()
    }
  })
} else {
  test('bunDial() holds a bounded number of descriptors', (t) =>
    t.skip('Bun.connect alone needs it; Linux can show it'))
}
