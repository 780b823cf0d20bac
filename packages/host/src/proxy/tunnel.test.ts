import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ProxyAddress } from '@strait/config'
import { makeCertificates, type ProxiedRequest, startProxy, until } from '@strait/testkit'
import type { DialRequest } from '@strait/wire'
import { Probe } from '../dial/dial-probe-fixture.ts'
import { ProxyError } from './proxy-error.ts'
import { tunnelDial } from './tunnel-dial.ts'

const proxy = await startProxy()
after(() => proxy.close())

const tls = { id: 'test' }
const place = (port = proxy.port, host = '127.0.0.1'): ProxyAddress => ({
  scheme: 'http',
  host,
  port,
  authorization: undefined,
})

async function troubleOf(to: ProxyAddress, request: Partial<DialRequest> = {}): Promise<string> {
  const probe = new Probe(tunnelDial(to), { host: 'up.test', port: 443, tls, ...request })
  await probe.hears('failed')
  assert.deepEqual(probe.heard, ['failed'])
  const { failure } = probe
  assert.equal(failure?.code, 'failed')
  assert.ok(failure?.cause instanceof ProxyError)
  return `${failure.cause.trouble} ${failure.cause.code}`
}

test('tunnelDial() tells a proxy that can not be reached', async () => {
  assert.equal(await troubleOf(place(1)), 'unreachable refused')
  assert.equal(await troubleOf(place(1, 'no-such-proxy.invalid')), 'unreachable unresolved')
  const speaksNoTls = { ...place(), scheme: 'https' } as const
  assert.match(await troubleOf(speaksNoTls), /^unreachable tls/)
})

const answers: readonly (readonly [answer: string, trouble: string])[] = [
  ['HTTP/1.1 407 Who\r\n\r\n', 'unauthorized status 407'],
  ['HTTP/1.1 403 No\r\n\r\nno', 'refused status 403'],
  ['HTTP/1.1 504 Slow\r\n\r\n', 'refused status 504'],
  ['hello\r\n', 'broken malformed'],
  ['HTTP/1.1 200 OK\r\n', 'broken closed'],
  ['', 'broken closed'],
  ['HTTP/1.1 200 OK\r\n\r\nunasked', 'broken unasked bytes'],
]

for (const [answer, trouble] of answers) {
  test(`tunnelDial() tells "${trouble}" of ${JSON.stringify(answer)}, and closes`, async () => {
    proxy.answer(() => answer)
    assert.equal(await troubleOf(place()), trouble)
    await until(() => proxy.open === 0, { what: 'the connection to close' })
  })
}

test('tunnelDial() asks for each given address in turn, and for no other once the proxy itself is the matter', async () => {
  const asked = async (answer: (seen: ProxiedRequest) => string) => {
    proxy.answer(answer)
    const from = proxy.requests.length
    const trouble = await troubleOf(place(), { addresses: ['192.0.2.1', '2001:db8::2'] })
    return [trouble, ...proxy.requests.slice(from).map(({ target }) => target)]
  }
  const refused = await asked(() => 'HTTP/1.1 502 Bad\r\n\r\n')
  assert.deepEqual(refused, ['refused status 502', '192.0.2.1:443', '[2001:db8::2]:443'])
  const unauthorized = await asked(() => 'HTTP/1.1 407 Who\r\n\r\n')
  assert.deepEqual(unauthorized, ['unauthorized status 407', '192.0.2.1:443'])
})

test('tunnelDial() leaves an address that the proxy says nothing of, for the next', async () => {
  proxy.answer(({ target }) => (target.startsWith('192.0.2.1:') ? 'hang' : 'HTTP/1.1 502 Bad\r\n\r\n'))
  assert.equal(await troubleOf(place(), { addresses: ['192.0.2.1', '192.0.2.2'] }), 'refused status 502')
})

test('tunnelDial() that is called off while the proxy thinks closes and says nothing', async () => {
  proxy.answer(() => 'hang')
  const from = proxy.requests.length
  const probe = new Probe(tunnelDial(place()), { host: 'up.test', port: 443, tls })
  await until(() => proxy.requests.length > from, { what: 'CONNECT' })
  probe.dialing.abort()
  await until(() => proxy.open === 0, { what: 'the connection to close' })
  assert.deepEqual(probe.heard, [])
})

test('tunnelDial() names the host to the proxy, and shows it nothing that TLS hides', async () => {
  proxy.answer(() => 'HTTP/1.1 403 No\r\n\r\n')
  await troubleOf(place(), { host: 'up.test', port: 8443 })
  const seen = proxy.requests.at(-1)
  assert.deepEqual([seen?.method, seen?.target, seen?.headers], ['CONNECT', 'up.test:8443', [['host', 'up.test:8443']]])
})

test('tunnelDial() speaks TLS to a proxy that wants it, and trusts none that it can not verify', async () => {
  const certificates = await makeCertificates()
  const { cert, key } = certificates.server
  await using secure = await startProxy({ tls: { cert, key } })
  const trouble = await troubleOf({ ...place(secure.port, 'localhost'), scheme: 'https' })
  certificates.remove()
  assert.equal(trouble, 'unreachable tls unknown_issuer')
  assert.equal(secure.requests.length, 0)
})
