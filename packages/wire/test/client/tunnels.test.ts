import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireAnswer, WireTunnel } from '../../src/exchange.ts'
import { latin1 } from './bytes.ts'
import { Cancel } from './cancel.ts'
import { Listener } from './listener.ts'
import { against, answerOf, failureOf, wholeOf } from './rig.ts'
import { answering, ok } from './upstream.ts'
import { settled, until } from './wait.ts'

const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nX-A: 1\r\n\r\n'
const ASKED = { upgrade: 'websocket', headers: ['x-b', '2'] } as const

function tunnelOf({ tunnel }: WireAnswer): WireTunnel {
  assert.ok(tunnel !== undefined, 'no tunnel')
  return tunnel
}

test('send() with `upgrade` asks for it, and a 101 is an answer whose bytes go both ways', () =>
  against(
    async (peer) => {
      const head = await peer.head()
      assert.match(head, /\r\nx-b: 2\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n$/)
      peer.write(`${SWITCHED}behind the head`)
      assert.equal(await peer.take('ping'), 'ping')
      peer.write('HTTP/1.1 200 is no head here')
      await peer.left()
    },
    async ({ send, client }) => {
      const answer = await answerOf(send(ASKED))
      assert.deepEqual([answer.status, answer.body, answer.headers.slice(-2)], [101, undefined, ['X-A', '1']])
      const { down, up } = tunnelOf(answer)
      const heard = Listener.to(down)
      assert.equal(heard.text, 'behind the head')
      assert.equal(up.write(latin1('ping')), true)
      await until('the rest', () => heard.text === 'behind the headHTTP/1.1 200 is no head here')
      assert.deepEqual(client.counts, { open: 1, idle: 0, waiting: 0 })
      down.cancel(new Error('enough'))
      assert.equal(heard.over, false)
      assert.equal(up.write(latin1('late')), true, 'nobody waits for room that never comes')
    },
  ))

test('send() with `upgrade` hands a refusal on as any answer, and its connection is used again', () =>
  against(answering(ok('no')), async ({ send, upstream }) => {
    assert.deepEqual(await wholeOf(send(ASKED)), { status: 200, text: 'no' })
    assert.deepEqual(await wholeOf(send()), { status: 200, text: 'no' })
    assert.equal(upstream.peers.length, 1)
  }))

test('send() takes no 101 that nobody asked for, and none to another protocol', () => {
  const rows: [what: string, answer: string, upgrade: string | undefined][] = [
    ['unasked', SWITCHED, undefined],
    ['to another protocol', SWITCHED.replace('WebSocket', 'h2c'), 'websocket'],
    ['to none', SWITCHED.replace('Upgrade: WebSocket\r\n', ''), 'websocket'],
    ['to two', SWITCHED.replace('X-A: 1', 'upgrade: h2c'), 'websocket'],
  ]
  return rows.reduce(
    (before, [what, answer, upgrade]) =>
      before.then(() =>
        against(answering(answer), async ({ send }) => {
          await failureOf(send({ upgrade }), 'unexpected_upgrade', 'maybe').catch((error) => {
            throw new Error(what, { cause: error })
          })
        }),
      ),
    Promise.resolve(),
  )
})

test('a tunnel ends as the upstream ends it, and is never used for anything else', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write(SWITCHED)
      await peer.take('go')
      peer.write('last words')
      if (peer.number === 0) peer.end()
      else peer.reset()
    },
    async ({ send, client }) => {
      for (const clean of [true, false]) {
        const { down, up } = tunnelOf(await answerOf(send(ASKED)))
        const heard = Listener.to(down)
        up.write(latin1('go'))
        await until('the end', () => heard.over)
        assert.equal(heard.failure === undefined, clean)
        if (clean) assert.equal(heard.text, 'last words')
        await until('the connection is closed', () => client.counts.open === 0)
      }
    },
  ))

test('a tunnel holds back whoever sends faster than the other side reads', () => {
  const block = new Uint8Array(64 * 1024)
  let flushed = 0
  return against(
    async (peer) => {
      await peer.head()
      peer.write(SWITCHED)
      await peer.flood(block, 64 * 1024 * 1024)
      flushed = peer.flushed
      peer.end()
    },
    async ({ send, upstream }) => {
      const { down } = tunnelOf(await answerOf(send(ASKED)))
      const heard = new Listener({ keep: false })
      down.pause()
      down.read(heard)
      const stopped = await settled(() => upstream.peers[0]?.flushed ?? 0)
      assert.ok(stopped < 32 * 1024 * 1024, `${stopped} bytes were let through`)
      down.resume()
      await until('the end', () => heard.over, 20_000)
      assert.equal(heard.failure, undefined)
      assert.equal(heard.bytes, 64 * 1024 * 1024)
      assert.ok(flushed > 0)
    },
    { ms: 25_000 },
  )
})

test('Outlet.write() asks to wait, and tells when there is room again', () => {
  const gate = Promise.withResolvers<void>()
  return against(
    async (peer) => {
      await peer.head()
      peer.write(SWITCHED)
      peer.socket.pause()
      await gate.promise
      peer.discard()
      peer.socket.resume()
      await peer.left()
    },
    async ({ send }) => {
      const { down, up } = tunnelOf(await answerOf(send(ASKED)))
      Listener.to(down)
      let room = 0
      up.onRoom(() => void room++)
      let written = 0
      while (up.write(new Uint8Array(256 * 1024))) assert.ok(++written < 400, 'never asked to wait')
      assert.equal(room, 0)
      gate.resolve()
      await until('room', () => room > 0)
      up.end()
      down.cancel(new Error('enough'))
    },
  )
})

test('cancelling closes a tunnel', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write(SWITCHED)
      await peer.left()
    },
    async ({ send }) => {
      const cancel = new Cancel()
      const heard = Listener.to(tunnelOf(await answerOf(send(ASKED, cancel))).down)
      cancel.pull(new Error('gone'))
      await until('the end', () => heard.over)
      assert.ok(heard.failure !== undefined)
    },
  ))
