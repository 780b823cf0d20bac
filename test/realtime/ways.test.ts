import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { type Certificates, type EgressProxy, makeCertificates, startProxy } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

forEachRuntime((_runtime, use) => {
  let made: Certificates
  let proxy: EgressProxy
  before(async () => {
    made = await makeCertificates()
  })
  const peer = usePeer()
  const secure = usePeer({ tls: () => made.server })
  before(async () => {
    proxy = await startProxy({ hosts: { 'up.test': peer.port } })
  })
  after(async () => {
    await proxy.close()
    made.remove()
  })
  const config = (more: string) => `
providers:
  up: { url: "${peer.url}" }
  secure: { url: "https://localhost:${secure.port}", tls: { ca: "${made.ca.certFile}" } }
  named: { url: "http://up.test" }
${more}`

  const tls = use({
    config: () =>
      config(
        `listen: { address: 127.0.0.1:0, tls: { cert: "${made.server.certFile}", key: "${made.server.keyFile}" } }`,
      ),
  })
  const proxied = use({
    config: () => config(`listen: 127.0.0.1:0\negress: { proxy: "http://127.0.0.1:${proxy.port}" }`),
  })
  const fetching = use({
    config: () => `listen: 127.0.0.1:0\ntransport: fetch\nproviders: { up: { url: "${peer.url}" } }\n`,
  })

  async function echoes(port: number, target: string, options: ConstructorParameters<typeof Caller>[2] = {}) {
    const caller = await Caller.open(port, target, options)
    caller.socket.send(Buffer.alloc(200_000, 1))
    assert.equal((await caller.heard(1))[0]?.data.length, 200_000)
    caller.socket.close(3000, 'done')
    assert.equal((await caller.closed()).code, 3000)
  }

  tls.promises('behind TLS, to a provider in the clear and to one with a CA of its own', async ({ app }) => {
    const options = { tls: true, ca: made.ca.cert }
    await echoes(app.port, '/up/echo', options)
    await echoes(app.port, '/secure/echo', options)
  })

  proxied.promises('through an egress proxy, by a tunnel also where the provider has no TLS', async ({ app }) => {
    await echoes(app.port, '/named/echo')
    assert.deepEqual(
      proxy.requests.map(({ method, target }) => [method, target]),
      [['CONNECT', 'up.test:80']],
    )
  })

  fetching.promises('with `transport: fetch` it is refused, and says why', async ({ app }) => {
    const refusal = await Caller.refused(app.port, '/up/echo')
    assert.deepEqual([refusal.status, refusal.headers['x-strait-error']], [501, 'upgrade_needs_sockets'])
    assert.match(refusal.body, /transport: wire/)
  })
})
