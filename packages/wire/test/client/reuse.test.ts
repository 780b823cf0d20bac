import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Listener } from './listener.ts'
import { against, answerOf, failureOf, flowOf, post, wholeOf } from './rig.ts'
import { chunksOf } from './source.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

/** When a connection is used again, and when never. */

test('send() uses a connection again once both sides are whole', () =>
  against(answering(ok('a')), async ({ send, client, upstream }) => {
    await wholeOf(send())
    await wholeOf(send(post('body')))
    await wholeOf(send({ method: 'POST', body: { kind: 'stream', length: undefined, chunks: chunksOf('ab', 'c') } }))
    await wholeOf(send({ method: 'POST', body: { kind: 'stream', length: 3, chunks: chunksOf('ab', 'c') } }))
    await wholeOf(send())
    assert.equal(upstream.peers.length, 1)
    assert.deepEqual({ ...client.counts }, { open: 1, idle: 1, waiting: 0 })
  }))

test('send() uses the connection that was used last', () => {
  const second = Promise.withResolvers<void>()
  return against(
    async (peer) => {
      for (;;) {
        const { head } = await peer.request()
        if (head.startsWith('GET /late')) await second.promise
        peer.write(ok(String(peer.number)))
      }
    },
    async ({ send, upstream }) => {
      const first = send({ target: '/first' })
      const late = send({ target: '/late' })
      await until('two connections', () => upstream.peers.length === 2)
      const firstOn = (await wholeOf(first)).text
      second.resolve()
      const lateOn = (await wholeOf(late)).text
      assert.notEqual(firstOn, lateOn)
      for (let round = 0; round < 3; round++) assert.equal((await wholeOf(send())).text, lateOn)
    },
  )
})

const once: readonly [name: string, answer: string][] = [
  ['connection: close', ok('a', 'connection: close\r\n')],
  ['Close among others', ok('a', 'Connection: x, Close\r\n')],
  ['close on a second line', ok('a', 'connection: x\r\nconnection: close\r\n')],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na'],
  ['bytes behind the end', `${ok('a')}x`],
  ['a second answer behind the first', ok('a') + ok('evil')],
  ['a 1xx behind the end', `${ok('a')}HTTP/1.1 103 Early\r\n\r\n`],
]
for (const [name, bytes] of once) {
  test(`send() uses no connection again: ${name}`, () =>
    against(answering(bytes), async ({ send, client, upstream }) => {
      for (let round = 1; round <= 3; round++) {
        assert.deepEqual(await wholeOf(send()), { status: 200, text: 'a' })
        assert.equal(upstream.peers.length, round)
      }
      await until('all are closed', () => client.counts.open === 0 && upstream.open === 0)
    }))
}

test('send() uses an HTTP/1.0 connection again where the upstream says so', () =>
  against(
    answering('HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 1\r\n\r\na'),
    async ({ send, upstream }) => {
      await wholeOf(send())
      await wholeOf(send())
      assert.equal(upstream.peers.length, 1)
    },
  ))

test('bytes behind a streamed end poison the connection, and neither answer', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      await peer.left()
    },
    async ({ send, upstream }) => {
      for (const round of [0, 1]) {
        const flow = flowOf(await answerOf(send()))
        upstream.peers[round]?.write(`1\r\n${round}\r\n0\r\n\r\n${ok('evil')}`)
        const heard = await Listener.whole(flow)
        assert.deepEqual([heard.text, heard.failure, heard.late], [String(round), undefined, 0])
      }
      assert.equal(upstream.peers.length, 2)
    },
  ))

test('bytes that come while a connection is idle close it', () =>
  against(answering(ok('a')), async ({ send, client, upstream }) => {
    await wholeOf(send())
    upstream.peers[0]?.write(ok('evil'))
    await until('it is closed', () => client.counts.open === 0 && upstream.open === 0)
    assert.equal((await wholeOf(send())).text, 'a')
    assert.equal(upstream.peers.length, 2)
  }))

const closings: readonly [name: string, close: 'end' | 'reset' | 'drop'][] = [
  ['half-closed', 'end'],
  ['reset', 'reset'],
  ['closed', 'drop'],
]
for (const [name, close] of closings) {
  test(`send() notices that an idle connection was ${name}, and dials anew`, () =>
    against(answering(ok('a')), async ({ send, client, upstream }) => {
      await wholeOf(send())
      assert.equal(client.counts.idle, 1)
      upstream.peers[0]?.[close]()
      await until('it is noticed', () => client.counts.open === 0)
      await until('both ends are closed', () => upstream.open === 0)
      assert.equal((await wholeOf(send(post('b')))).text, 'a')
      assert.equal(upstream.peers.length, 2)
    }))
}

test('send() never writes a request twice: a reused connection that is reset behind it fails the request', () => {
  const seen: string[] = []
  return against(
    async (peer) => {
      for (;;) {
        const { head } = await peer.request()
        seen.push(head.slice(0, head.indexOf(' HTTP')))
        if (head.startsWith('POST')) peer.reset()
        else peer.write(ok('a'))
      }
    },
    async ({ send, upstream }) => {
      await wholeOf(send())
      await failureOf(send({ ...post('b'), target: '/once' }), 'reset', 'maybe')
      await wholeOf(send())
      assert.deepEqual(seen, ['GET /', 'POST /once', 'GET /'])
      assert.equal(upstream.peers.length, 2)
    },
  )
})

test('keepAlive bounds how long an idle connection is kept', () =>
  against(
    answering(ok('a')),
    async ({ send, client, upstream }) => {
      await wholeOf(send())
      await until('it is closed', () => client.counts.open === 0 && upstream.open === 0)
    },
    { keepAlive: 40 },
  ))

test('keepAlive runs from the last use, and not while a connection is in use', () => {
  const go = Promise.withResolvers<void>()
  return against(
    async (peer) => {
      await peer.request()
      peer.write(ok('a'))
      await peer.request()
      await go.promise
      peer.write(ok('b'))
      await peer.left()
    },
    async ({ send }) => {
      await wholeOf(send())
      const slow = wholeOf(send())
      setTimeout(go.resolve, 300)
      assert.equal((await slow).text, 'b')
    },
    { keepAlive: 100 },
  )
})

test("the upstream's keep-alive timeout shortens how long it is kept, by a second of margin", () =>
  against(answering(ok('a', 'keep-alive: max=9, timeout=2\r\n')), async ({ send, client, upstream }) => {
    await wholeOf(send())
    await wholeOf(send())
    assert.equal(upstream.peers.length, 1)
    await until('it is closed before the two seconds are over', () => client.counts.open === 0, 1900)
  }))

test('a keep-alive timeout within the margin means no second use', () =>
  against(answering(ok('a', 'Keep-Alive: timeout=1\r\n')), async ({ send, upstream }) => {
    await wholeOf(send())
    await wholeOf(send())
    assert.equal(upstream.peers.length, 2)
  }))

test("the upstream's keep-alive timeout does not lengthen it", () =>
  against(
    answering(ok('a', 'keep-alive: timeout=600\r\n')),
    async ({ send, client }) => {
      await wholeOf(send())
      await until('it is closed', () => client.counts.open === 0)
    },
    { keepAlive: 40 },
  ))

test('a body that was left in the middle ends its connection', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc')
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const flow = flowOf(await answerOf(send()))
      Listener.to(flow)
      flow.cancel(new Error('enough'))
      assert.equal(client.counts.open, 0)
      await until('the upstream hears of it', () => upstream.open === 0)
    },
  ))
