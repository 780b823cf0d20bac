import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { type Certificates, connect, makeCertificates, request } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  let made: Certificates
  before(async () => {
    made = await makeCertificates()
  })
  after(() => made.remove())

  const plain = use({
    config: ({ url }) => `
listen: { address: 127.0.0.1:0, tls: { cert: "${made.server.certFile}", key: "${made.server.keyFile}" } }
providers: { up: { url: "${url}" } }
`,
  })

  plain.promises('HTTPS is served with the configured certificate', async ({ app, exchange }) => {
    assert.match(app.url, /^https:/)
    const tls = { ca: made.ca.cert, servername: 'localhost' }
    const { answer, seen } = await exchange({ method: 'POST', target: '/up/echo', body: 'over TLS', tls })
    assert.equal(answer.text(), 'over TLS')
    assert.equal(seen.content.bytes().toString(), 'over TLS')
    const streamed = await exchange({ target: '/up/sse?n=5', tls })
    assert.match(streamed.answer.text(), /\[DONE\]/)
  })

  plain.promises('plain HTTP at that port gets no answer of ours', async ({ connect: open, upstream }) => {
    using client = await open({ timeoutMs: 3_000 })
    await client.send({ target: '/up/status/200' })
    const answer = await client.readResponse().catch(() => undefined)
    assert.ok(answer === undefined || answer.status === 400, `${answer?.status}`)
    assert.equal(upstream.requests.filter((one) => one.target === '/status/200').length, 0)
  })

  const mutual = use({
    config: ({ url }) => `
listen:
  - address: 127.0.0.1:0
    tls: { cert: "${made.server.certFile}", key: "${made.server.keyFile}", client_ca: "${made.ca.certFile}" }
providers: { up: { url: "${url}" } }
`,
  })

  mutual.promises('a client with a certificate of that authority is served', async ({ exchange }) => {
    const { cert, key } = made.client
    const tls = { ca: made.ca.cert, servername: 'localhost', cert, key }
    assert.equal((await exchange({ target: '/up/status/200', tls })).answer.status, 200)
  })

  mutual.promises('without one, or with a stranger’s, nobody is', async ({ app, upstream }) => {
    const { cert, key } = made.unknownIssuer
    for (const shown of [{}, { cert, key }]) {
      const tls = { ca: made.ca.cert, servername: 'localhost', ...shown }
      const answer = await request(app.port, { target: '/up/status/200?stranger', tls }).catch(() => undefined)
      assert.equal(answer, undefined, 'it was answered')
    }
    assert.equal(upstream.requests.filter((one) => one.target.includes('stranger')).length, 0)
    using survivor = await connect(app.port)
    assert.equal(survivor.closedBy, undefined)
  })
})
