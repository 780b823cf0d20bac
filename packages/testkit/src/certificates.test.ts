import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Certificate, makeCertificates } from './certificates.ts'
import { connect } from './client.ts'
import { request } from './request.ts'
import { startUpstream } from './upstream.ts'

const certificates = await makeCertificates()
after(() => certificates.remove())

const onDeno = 'deno' in process.versions
const trust = { ca: certificates.ca.cert, servername: 'localhost' }

async function ask(certificate: Certificate): Promise<number> {
  await using upstream = await startUpstream({ tls: { cert: certificate.cert, key: certificate.key } })
  return (await request(upstream.port, { target: '/json', tls: trust })).status
}

test('makeCertificates() makes a server that a client of its CA trusts', async () => {
  assert.equal(await ask(certificates.server), 200)
})

test('makeCertificates() makes the bad ones bad in the way they say', async () => {
  await assert.rejects(ask(certificates.wrongName), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  // Deno's TLS has no code of its own for a certificate out of its time.
  const code = onDeno ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'CERT_HAS_EXPIRED'
  await assert.rejects(ask(certificates.expired), { code })
  await assert.rejects(ask(certificates.notYetValid), { code: onDeno ? code : 'CERT_NOT_YET_VALID' })
  await assert.rejects(ask(certificates.unknownIssuer), /unable to verify|unable to get local issuer|self.signed/)
})

test('startUpstream() tells the server name and the certificate that a client showed', async () => {
  const { server, client, ca } = certificates
  const tls = { cert: server.cert, key: server.key, ca: ca.cert, requestCert: true, rejectUnauthorized: true }
  await using upstream = await startUpstream({ tls })
  await request(upstream.port, { target: '/json', tls: { ...trust, cert: client.cert, key: client.key } })
  const [seen] = upstream.requests
  assert.equal(seen?.connection.serverName, 'localhost')
  assert.equal(seen?.connection.clientCertificate, 'client')
  await assert.rejects(request(upstream.port, { target: '/json', tls: trust }))
  assert.equal(upstream.requests.length, 1)
})

test('reset() sends a RST through TLS in both directions', async (t) => {
  // Not the `skip` option: with it Deno never runs this file's after().
  if (onDeno) return t.skip('node:tls on Deno takes the TCP socket over and sends a FIN instead of a RST')
  const { server } = certificates
  await using upstream = await startUpstream({ tls: { cert: server.cert, key: server.key } })
  const broken = await request(upstream.port, { target: '/reset-mid-length', tls: trust })
  assert.deepEqual([broken.complete, broken.ended], [false, 'reset'])
  const client = await connect(upstream.port, { tls: trust })
  await client.send({ target: '/silent-body' })
  await (await client.openResponse()).waitForText('first')
  client.reset()
  const seen = await upstream.waitForRequest((one) => one.path === '/silent-body')
  assert.equal((await upstream.waitForClose(seen))?.how, 'reset')
})
