import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { formatProblems, loadConfig } from '@strait/config'
import { compilePlan } from '@strait/config/compile'
import { createGateway, State } from '@strait/core'
import { makeCertificates, startProxy, startUpstream } from '@strait/testkit'
import { nodeDial } from '../dial/node-dial.ts'
import { createRuntime } from '../runtime.ts'
import { createTransport } from '../transport/wire.ts'
import { egressProxies } from './egress-proxies.ts'

/** A host that a request has a say in, from the config to the bytes that the proxy sees. */
const HOST = 'us-central1-aiplatform.googleapis.com'
const PATH = '/vertex/v1/projects/p/locations/us-central1/publishers/google/models/m:generateContent'

const made = await makeCertificates()
const { cert, key } = made.server
const upstream = await startUpstream({ tls: { cert, key } })
const proxy = await startProxy({ hosts: { '93.184.215.14': upstream.port, [HOST]: upstream.port } })
after(async () => {
  await Promise.all([upstream.close(), proxy.close()])
  made.remove()
})

async function call(addresses: readonly string[]): Promise<string | null> {
  const loaded = await loadConfig({
    text: `egress: { proxy: "http://127.0.0.1:${proxy.port}" }\nproviders: { vertex: { key: held, tls: { ca: "${made.ca.certFile}" } } }`,
    source: 'test',
    env: () => undefined,
    readFile: () => ({ kind: 'ok', text: made.ca.cert }),
  })
  if (loaded.kind === 'invalid') throw new Error(formatProblems(loaded.problems))
  const { config } = loaded
  const { proxyFor, resolvedElsewhere } = egressProxies(config, () => undefined)
  const plain = { version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan({ ...plain, config, resolvedElsewhere })
  const transport = createTransport(nodeDial)
  const runtime = { ...createRuntime(transport, proxyFor), resolve: async () => addresses }
  const state = new State(runtime.clock)
  state.ready = true
  const { fetch } = createGateway(plan, runtime, state)
  const answer = await fetch(new Request(`http://localhost${PATH}`, { method: 'POST', body: '{}' }), '127.0.0.1')
  await answer.arrayBuffer()
  await transport.close()
  return answer.headers.get('x-strait-error')
}

test('a host that a request chose: the proxy is given the checked address, and TLS the name', async () => {
  // The certificate is for other names, and it is the name that counts.
  assert.equal(await call(['93.184.215.14']), 'upstream_tls')
  const [seen] = proxy.requests
  assert.equal(seen?.target, '93.184.215.14:443')
  assert.ok(seen?.body.bytes().includes(HOST), 'the name is in the handshake')
  assert.equal(upstream.requests.length, 0)
})

test('a host that a request chose: the proxy hears nothing of an address that is refused', async () => {
  const before = proxy.requests.length
  assert.equal(await call(['93.184.215.14', '10.0.0.1']), 'egress_refused')
  assert.equal(proxy.requests.length, before)
})
