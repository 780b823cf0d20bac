import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@strait/testkit'
import type { Dial } from '@strait/wire'
import { FLOOD_BYTES, mismatch, pattern } from './dial-pattern-fixture.ts'
import type { Peer } from './dial-peer-process-fixture.ts'
import { Probe, write } from './dial-probe-fixture.ts'
import type { DialGaps } from './dial-tls-contract-fixture.ts'

const host = '127.0.0.1'
const CHUNK = 65_536
const MB = 1024 * 1024

/** Everything but TLS. */
export function dialPlainContract(name: string, dial: Dial, peer: Peer, gaps: DialGaps = {}): void {
  const to = (server: string) => ({ host, port: peer.port(server) })

  /** Time for whatever is under way, measured in what the loop gets done; less where what was to come has come. */
  async function roundTrips(hasCome: () => boolean = () => false): Promise<void> {
    const probe = new Probe(dial, to('echo'))
    const socket = await probe.socket()
    for (let i = 1; i <= 20 && !hasCome(); i++) {
      write(socket, '.')
      await probe.reads('.'.repeat(i))
    }
    socket.destroy()
    await peer.take('echo', 'gone')
  }

  test(`${name}() carries bytes both ways, and our FIN leaves the way back open`, async () => {
    const probe = new Probe(dial, to('echo'))
    const socket = await probe.socket()
    write(socket, 'hello')
    await probe.reads('hello')
    socket.end()
    await probe.hears('closed')
    assert.deepEqual(probe.heard, ['open', 'data', 'ended', 'closed'])
    assert.equal(probe.text, 'hellobye')
    assert.equal(probe.error, undefined)
    assert.equal(probe.connects, 0, 'there is no handshake to begin')
    assert.equal((await peer.take('echo', 'gone')).bytes, 5)
  })

  test(`${name}() leaves our side writable after the FIN of the other`, async () => {
    const probe = new Probe(dial, to('finFirst'))
    const socket = await probe.socket()
    await probe.hears('ended')
    await roundTrips()
    assert.deepEqual(probe.heard, ['open', 'data', 'ended'])
    write(socket, 'more')
    socket.end()
    await probe.hears('closed')
    assert.equal(probe.error, undefined)
    assert.equal((await peer.take('finFirst', 'gone')).bytes, 4)
  })

  test(`${name}() resolves a name`, async () => {
    const probe = new Probe(dial, { host: 'localhost', port: peer.port('echo') })
    const socket = await probe.socket()
    socket.destroy()
    await peer.take('echo', 'gone')
  })

  const failures = [
    { what: 'nobody listens', request: { host, port: 1 }, code: 'refused' },
    { what: 'nobody listens at a name', request: { host: 'localhost', port: 1 }, code: 'refused' },
    { what: 'there is no such name', request: { host: 'no-such-name.invalid', port: 1 }, code: 'unresolved' },
    { what: 'no address is left', request: { host, port: 1, addresses: ['127.0.0.2', host] }, code: 'refused' },
    { what: 'there was no address', request: { host, port: 1, addresses: [] }, code: 'unresolved' },
  ]
  for (const { what, request, code: own } of failures) {
    // Without an address nobody is asked.
    const code = request.addresses?.length === 0 ? own : (gaps.unconnected ?? own)
    test(`${name}() tells "${code}" where ${what}`, async () => {
      const probe = new Probe(dial, request)
      await probe.hears('failed')
      assert.equal(probe.failure?.code, code)
      await roundTrips()
      assert.deepEqual(probe.heard, ['failed'])
    })
  }

  test(`${name}() goes to the given addresses in their order, and asks no resolver`, async () => {
    // Nothing of the contract listens on the first.
    const addresses = ['127.0.0.2', host]
    const probe = new Probe(dial, { host: 'no-such-name.invalid', port: peer.port('echo'), addresses })
    const socket = await probe.socket()
    write(socket, 'pinned')
    await probe.reads('pinned')
    socket.destroy()
    assert.equal((await peer.take('echo', 'gone')).bytes, 6)
  })

  test(`${name}() asks a writer to stop while the other side does not read, and to go on when it does`, async () => {
    const probe = new Probe(dial, to('slow'))
    const socket = await probe.socket()
    let sent = 0
    const fill = (goal: number) => {
      let more = true
      while (more && sent < goal) {
        more = socket.write(pattern(sent, CHUNK))
        sent += CHUNK
      }
    }
    // What a turn of the event loop holds back leaves at its end: stopped is who stays so.
    do {
      probe.drains = 0
      fill(64 * MB)
      await roundTrips(() => probe.drains > 0)
    } while (probe.drains > 0)
    assert.ok(sent < 64 * MB, 'write() never said stop')
    peer.read()
    const goal = sent + 16 * MB
    while (sent < goal) {
      await until(() => probe.drains > 0, { what: 'drain' })
      probe.drains = 0
      fill(goal)
    }
    socket.end()
    await probe.hears('closed')
    assert.equal(probe.text, `got ${sent}`)
    await peer.take('slow', 'gone')
  })

  test(`${name}() loses nothing of a writer who does not stop, and sends FIN behind it`, async () => {
    const probe = new Probe(dial, to('slow'))
    const socket = await probe.socket()
    for (let sent = 0; sent < 16 * MB; sent += CHUNK) socket.write(pattern(sent, CHUNK))
    socket.write(new Uint8Array(0))
    socket.end()
    peer.read()
    await probe.hears('closed')
    assert.equal(probe.text, `got ${16 * MB}`)
    await peer.take('slow', 'gone')
  })

  test(`${name}() reads nothing while paused, and loses nothing by it`, async () => {
    const probe = new Probe(dial, to('flood'), (socket) => socket.pause())
    const socket = await probe.socket()
    await roundTrips()
    assert.ok(probe.bytes <= MB, `${probe.bytes} bytes came while paused`)
    socket.resume()
    await until(() => probe.bytes > MB, { what: 'bytes after resume()' })
    socket.pause()
    const { bytes } = probe
    await roundTrips()
    assert.ok(probe.bytes - bytes <= MB, `${probe.bytes - bytes} bytes came while paused`)
    assert.ok(probe.bytes < FLOOD_BYTES)
    socket.resume()
    await probe.hears('ended')
    socket.end()
    await probe.hears('closed')
    assert.equal(probe.error, undefined)
    // Read only now: what was handed out has kept its bytes.
    assert.equal(mismatch(Buffer.concat(probe.chunks), 0), undefined)
    assert.equal(probe.bytes, FLOOD_BYTES)
    await peer.take('flood', 'gone')
  })

  test(`${name}() tells a reset as one, never as an end`, async () => {
    const probe = new Probe(dial, to('echo'))
    write(await probe.socket(), 'reset')
    await probe.hears('closed')
    assert.deepEqual(probe.heard, ['open', 'closed'])
    assert.ok(probe.error instanceof Error)
    await peer.take('echo', 'gone')
  })

  test(`${name}() says nothing more after abort(), which does nothing after open`, async () => {
    const left = new Probe(dial, to('echo'))
    left.dialing.abort()
    await roundTrips()
    assert.deepEqual(left.heard, [])
    const stayed = new Probe(dial, to('echo'))
    const socket = await stayed.socket()
    stayed.dialing.abort()
    write(socket, 'still here')
    await stayed.reads('still here')
    socket.destroy()
  })

  test(`${name}() says nothing more after destroy()`, async () => {
    const probe = new Probe(dial, to('mute'))
    const socket = await probe.socket()
    await peer.take('mute', 'come')
    socket.destroy()
    await peer.take('mute', 'gone')
    await roundTrips()
    assert.deepEqual(probe.heard, ['open'])
    assert.equal(socket.write(new Uint8Array(1)), false)
  })
}
