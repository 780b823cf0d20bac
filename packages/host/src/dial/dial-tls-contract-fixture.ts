import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Certificates, until } from '@strait/testkit'
import type { Dial, DialFailure, DialRequest, TlsReason } from '@strait/wire'
import type { Peer } from './dial-peer-process-fixture.ts'
import { Probe, write } from './dial-probe-fixture.ts'
import { ATTEMPT_TIMEOUT } from './in-turn.ts'

/** What a runtime can't, each with the reason. */
export interface DialGaps {
  /** What is told where somebody else connects in our place, and fails. */
  readonly unconnected?: DialFailure['code']
  readonly resumption?: string
  /** Why a handshake that was called off leaves its descriptor to the other side. */
  readonly lingering?: string
  /** The reason that is told in place of `expired`. */
  readonly expired?: TlsReason
}

export function dialTlsContract(name: string, dial: Dial, peer: Peer, known: Certificates, gaps: DialGaps): void {
  const { ca, client, directory } = known
  // Identities of the whole process: another run of the contract in it has another authority.
  const id = (one: string) => `${one} of ${directory}`
  const ours = { id: id('ours'), ca: ca.cert }
  const shown = { id: id('shown'), ca: ca.cert, cert: client.cert, key: client.key }
  const to = (server: string, more: Partial<DialRequest> = {}): DialRequest => ({
    host: 'localhost',
    port: peer.port(server),
    tls: ours,
    ...more,
  })

  /** One exchange of bytes; what the server says of it when it is over. */
  async function visit(server: string, more?: Partial<DialRequest>) {
    const probe = new Probe(dial, to(server, more))
    const socket = await probe.socket()
    write(socket, 'hello')
    await probe.reads('hello')
    socket.end()
    await probe.hears('closed')
    assert.deepEqual(probe.heard, ['open', 'data', 'ended', 'closed'])
    assert.equal(probe.text, 'hellobye')
    assert.equal(probe.error, undefined)
    return peer.take(server, 'gone')
  }

  test(`${name}() speaks TLS to a server of a given authority, with its name and ALPN`, async () => {
    const { name: asked, alpn, bytes } = await visit('server')
    assert.deepEqual({ asked, alpn, bytes }, { asked: 'localhost', alpn: 'http/1.1', bytes: 5 })
  })

  test(`${name}() goes to a given address under the name that was asked for`, async () => {
    const seen = await visit('server', { host: 'up.test', addresses: ['127.0.0.2', '127.0.0.1'] })
    assert.equal(seen.name, 'up.test')
  })

  test(`${name}() sends no server name where the host is an address (RFC 6066 3)`, async () => {
    const { name: asked } = await visit('server', { host: '127.0.0.1' })
    assert.ok(asked === false || asked === '' || asked === undefined, `sent ${asked}`)
  })

  const elsewhere = { host: 'other.test', addresses: ['127.0.0.1'] }
  const refused: readonly { what: string; server: string; more?: Partial<DialRequest>; reason: TlsReason }[] = [
    { what: 'a certificate for another name', server: 'wrongName', reason: 'wrong_name' },
    { what: 'the wrong name at a given address', server: 'sameButFull', more: elsewhere, reason: 'wrong_name' },
    { what: 'an address it is not for', server: 'wrongName', more: { host: '127.0.0.1' }, reason: 'wrong_name' },
    { what: 'an expired certificate', server: 'expired', reason: gaps.expired ?? 'expired' },
    { what: 'a certificate that is not valid yet', server: 'notYetValid', reason: gaps.expired ?? 'expired' },
    { what: 'an unknown issuer', server: 'unknownIssuer', reason: 'unknown_issuer' },
    { what: 'an issuer that others trust', server: 'sameButFull', more: { tls: { id: '' } }, reason: 'unknown_issuer' },
    { what: 'no TLS at all', server: 'echo', reason: 'other' },
  ]
  for (const { what, server, more, reason } of refused) {
    test(`${name}() refuses ${what} before a byte of the application is sent`, async () => {
      const probe = new Probe(dial, to(server, more), (socket) => write(socket, 'secret'))
      await probe.hears('failed')
      assert.deepEqual(probe.heard, ['failed'])
      assert.deepEqual([probe.failure?.code, probe.failure?.reason], ['tls', reason])
      const { bytes } = await peer.take(server, 'gone')
      // What has no TLS counts the handshake itself.
      if (server !== 'echo') assert.equal(bytes, 0)
    })
  }

  test(`${name}() shows a client certificate where one is asked for`, async () => {
    assert.equal((await visit('mutual', { tls: shown })).client, 'client')
  })

  test(`${name}() does not go through without the client certificate that a server requires`, async () => {
    const probe = new Probe(dial, to('mutual'), (socket) => write(socket, 'secret'))
    const { bytes } = await peer.take('mutual', 'gone')
    assert.equal(bytes, 0)
    // TLS 1.3: the server judges after our side of the handshake is done.
    await probe.hears(probe.heard.includes('open') ? 'closed' : 'failed')
    assert.ok(!probe.heard.includes('ended'))
    assert.ok((probe.error ?? probe.failure?.cause) instanceof Error)
  })

  test(`${name}() tells a certificate of its own that can't be read`, async () => {
    const tls = { id: id('unreadable'), cert: 'not PEM', key: 'not PEM' }
    const probe = new Probe(dial, to('server', { tls }))
    await probe.hears('failed')
    assert.equal(probe.failure?.code, 'tls')
  })

  test(`${name}() tells it once, however many addresses there are`, async () => {
    const tls = { id: id('unreadable'), cert: 'not PEM', key: 'not PEM' }
    const addresses = ['127.0.0.1', '127.0.0.2']
    const probe = new Probe(dial, to('server', { host: 'up.test', addresses, tls }))
    await probe.hears('failed')
    // As long as an address has before the next one's turn.
    await new Promise((resolve) => setTimeout(resolve, 2 * ATTEMPT_TIMEOUT))
    assert.deepEqual(probe.heard, ['failed'])
  })

  const ways: readonly (readonly [to: string, more: Partial<DialRequest>])[] = [
    ['a name', {}],
    ['an address', { host: '127.0.0.1' }],
    ['a given address', { host: 'up.test', addresses: ['127.0.0.2', '127.0.0.1'] }],
    ['the only given address', { host: 'up.test', addresses: ['127.0.0.1'] }],
  ]
  for (const [way, more] of ways) {
    test(`${name}() tells when TCP stands and the handshake with ${way} begins, and can be called off in it`, async () => {
      const probe = new Probe(dial, to('mute', more))
      await until(() => probe.connects > 0, { what: 'TCP to stand' })
      await peer.take('mute', 'come')
      assert.deepEqual([probe.heard, probe.connects], [[], 1])
      probe.dialing.abort()
      if (gaps.lingering === undefined) await peer.take('mute', 'gone')
      // Whatever could still be told has come by now.
      await visit('server')
      assert.deepEqual([probe.heard, probe.connects], [[], 1])
    })
  }

  test(`${name}() tells a reset behind TLS as one, never as an end`, async () => {
    const probe = new Probe(dial, to('server'))
    write(await probe.socket(), 'reset')
    await probe.hears('closed')
    assert.deepEqual(probe.heard, ['open', 'closed'])
    assert.ok(probe.error instanceof Error)
    await peer.take('server', 'gone')
  })

  test(`${name}() trusts an authority for the identity that has it alone, whatever that is called`, async () => {
    const { id: called } = ours
    const strange = { id: called, ca: known.unknownIssuer.cert }
    await visit('server')
    for (const tls of [strange, { id: called }]) {
      const probe = new Probe(dial, to('sameButFull', { tls }), (socket) => write(socket, 'secret'))
      await probe.hears('failed')
      assert.deepEqual([probe.failure?.code, probe.failure?.reason], ['tls', 'unknown_issuer'])
      assert.equal((await peer.take('sameButFull', 'gone')).bytes, 0)
    }
    await visit('server')
  })

  test(`${name}() resumes a session only under the same name and identity`, async (t) => {
    if (gaps.resumption !== undefined) return t.skip(gaps.resumption)
    const tls = { id: id('resumed'), ca: ca.cert }
    assert.equal((await visit('server', { tls })).resumed, false)
    assert.equal((await visit('server', { tls })).resumed, true)
    assert.equal((await visit('server', { tls, host: 'up.test', addresses: ['127.0.0.1'] })).resumed, false)
    assert.equal((await visit('server', { tls: { ...tls, id: id('another') } })).resumed, false)
    // A name is for nothing where the certificates are others.
    assert.equal((await visit('server', { tls: { ...shown, id: tls.id } })).resumed, false)
  })
}
