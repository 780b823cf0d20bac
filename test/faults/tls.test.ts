import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { after, before } from 'node:test'
import { type Certificates, makeCertificates, startUpstream, type Upstream } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { assertRefused } from './refusal.ts'

forEachRuntime((_runtime, use) => {
  let made: Certificates
  let plain: Server
  /** Before the good one: it passes all on, until it is told to end what goes to the client. */
  let between: Server
  const passed: Socket[] = []
  const upstreams: Record<string, Upstream> = {}
  const secure = async (name: string, { cert, key }: { cert: string; key: string }, more: object = {}) => {
    upstreams[name] = await startUpstream({ tls: { cert, key, ...more } })
  }
  const urlOf = (name: string, host = 'localhost') => `https://${host}:${upstreams[name]?.port}`

  before(async () => {
    made = await makeCertificates()
    await secure('good', made.server)
    await secure('wrongName', made.wrongName)
    await secure('expired', made.expired)
    await secure('stranger', made.unknownIssuer)
    plain = createServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await once(plain.listen(0, '127.0.0.1'), 'listening')
    between = createServer((socket) => {
      passed.push(socket)
      const behind = connect(upstreams['good']?.port as number, '127.0.0.1')
      for (const side of [socket, behind]) side.on('error', () => {})
      socket.pipe(behind).on('data', (bytes) => void (socket.writableEnded || socket.write(bytes)))
      socket.on('close', () => behind.destroy())
    })
    await once(between.listen(0, '127.0.0.1'), 'listening')
    await secure('mutual', made.server, { ca: made.ca.cert, requestCert: true, rejectUnauthorized: true })
  })
  after(async () => {
    await Promise.all(Object.values(upstreams).map((one) => one.close()))
    plain?.close()
    between?.close()
    made?.remove()
  })

  const { promises } = use({
    config: () => `
listen: 127.0.0.1:0
providers:
  untrusted: { url: "${urlOf('good')}" }
  trusted: { url: "${urlOf('good')}", tls: { ca: "${made.ca.certFile}" } }
  cut: { url: "https://localhost:${(between.address() as AddressInfo).port}", tls: { ca: "${made.ca.certFile}" } }
  by-address: { url: "${urlOf('good', '127.0.0.1')}", tls: { ca: "${made.ca.certFile}" } }
  wrong-name: { url: "${urlOf('wrongName')}", tls: { ca: "${made.ca.certFile}" } }
  expired: { url: "${urlOf('expired')}", tls: { ca: "${made.ca.certFile}" } }
  stranger: { url: "${urlOf('stranger')}", tls: { ca: "${made.ca.certFile}" } }
  no-tls-there: { url: "https://localhost:${(plain.address() as AddressInfo).port}" }
  mutual:
    url: "${urlOf('mutual')}"
    tls: { ca: "${made.ca.certFile}", cert: "${made.client.certFile}", key: "${made.client.keyFile}" }
  mutual-without: { url: "${urlOf('mutual')}", tls: { ca: "${made.ca.certFile}" } }
`,
  })

  for (const [name, why] of [
    ['untrusted', 'an authority nobody told us of'],
    ['wrong-name', 'another name'],
    ['expired', 'a time that is over'],
    ['stranger', 'another authority than the configured one'],
    ['no-tls-there', 'no TLS at all'],
  ] as const) {
    promises(`a certificate with ${why} is 502 upstream_tls, and nothing is sent`, async ({ exchange }) => {
      const before = Object.values(upstreams).flatMap((one) => one.requests).length
      const headers = { authorization: 'Bearer not-for-strangers' }
      const { answer } = await exchange({ method: 'POST', target: `/${name}/x`, headers, body: '{}' })
      const { message } = assertRefused(answer, 502, 'upstream_tls')
      assert.match(message, /certificate|TLS/i)
      assert.equal(Object.values(upstreams).flatMap((one) => one.requests).length, before)
    })
  }

  promises('a custom CA is trusted, by name and by address', async ({ exchange }) => {
    for (const door of ['trusted', 'by-address']) {
      const { answer } = await exchange({ method: 'POST', target: `/${door}/echo`, body: 'over TLS' })
      assert.equal(answer.text(), 'over TLS', door)
    }
    const named = upstreams['good']?.connections.map((one) => one.serverName) ?? []
    assert.ok(named.includes('localhost'), 'the name is told in the handshake')
  })

  promises('what one provider trusts no other does', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/trusted/status/200' })
    assert.equal(answer.status, 200)
    assertRefused((await exchange({ target: '/untrusted/status/200' })).answer, 502, 'upstream_tls')
  })

  promises('a client certificate is shown where the config has one', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/mutual/status/200' })
    assert.equal(answer.status, 200)
    assert.equal(upstreams['mutual']?.requests.at(-1)?.connection.clientCertificate, 'client')
  })

  promises('a body without a length is not whole where TLS never said its end', async ({ connect }) => {
    upstreams['good']?.script('/endless', (_request, reply) => void reply.raw('HTTP/1.1 200 OK\r\n\r\nall so far'))
    using client = await connect()
    await client.send({ target: '/cut/endless' })
    const answer = await client.openResponse()
    await answer.waitForText('all so far')
    for (const socket of passed) socket.end()
    await answer.done
    assert.equal(answer.complete, false)
  })

  promises('without it that upstream refuses, and nobody borrows the other’s connection', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/mutual-without/status/200' })
    assert.equal(answer.status, 502)
    assert.match(answer.header('x-strait-error') ?? '', /^upstream_/)
    assert.equal(upstreams['mutual']?.requests.filter((one) => one.connection.clientCertificate !== 'client').length, 0)
  })
})
