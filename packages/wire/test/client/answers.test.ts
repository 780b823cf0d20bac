import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from './bytes.ts'
import { Cancel } from './cancel.ts'
import { Listener } from './listener.ts'
import { against, answerOf, flowOf, wholeOf } from './rig.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

test('send() hands on status, reason and headers as sent', () =>
  against(
    answering(
      'HTTP/1.1 299 Quite \u00e9 fine\r\nX-B: 1\r\nset-cookie: a\r\nSet-Cookie: b\r\nx-empty:\r\nx-pad: \t v \t\r\nx-l: \u00ff\r\nContent-Length: 2\r\n\r\nhi',
    ),
    async ({ send }) => {
      const { status, reason, headers, body } = await answerOf(send())
      assert.deepEqual([status, reason], [299, 'Quite \u00e9 fine'])
      assert.deepEqual(
        headers,
        ['X-B', '1', 'set-cookie', 'a', 'Set-Cookie', 'b', 'x-empty', '', 'x-pad', 'v', 'x-l', '\u00ff'].concat([
          'Content-Length',
          '2',
        ]),
      )
      assert.ok(body instanceof Uint8Array)
      assert.equal(textOf(body), 'hi')
    },
  ))

test('send() takes a status line without a reason', () =>
  against(answering('HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n'), async ({ send }) => {
    const { status, reason } = await answerOf(send())
    assert.deepEqual([status, reason], [200, ''])
  }))

test('send() hands on a body that came whole with its head as bytes', () =>
  against(
    answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x="y"\r\nde\r\n0\r\n\r\n'),
    async ({ send }) => {
      const { body } = await answerOf(send())
      assert.ok(body instanceof Uint8Array)
      assert.equal(textOf(body), 'abcde')
    },
  ))

test('send() hands on the head before the body is there', () => {
  const more = Promise.withResolvers<void>()
  return against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc')
      await more.promise
      peer.write('def')
      await peer.left()
    },
    async ({ send }) => {
      const cancel = new Cancel()
      const heard = Listener.to(flowOf(await answerOf(send({}, cancel))))
      assert.equal(heard.text, 'abc', 'what is here comes before read() returns')
      assert.equal(heard.over, false)
      more.resolve()
      await until('the end', () => heard.over)
      assert.equal(heard.text, 'abcdef')
      assert.deepEqual([heard.trailers, heard.late, cancel.listeners], [[], 0, 0])
    },
  )
})

test('send() hands up trailers', () =>
  against(
    answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 1\r\nx-sum: \u00e92\r\nX-None:\r\n\r\n',
    ),
    async ({ send }) => {
      const heard = await Listener.whole(flowOf(await answerOf(send())))
      assert.equal(heard.text, 'ab')
      assert.deepEqual(heard.trailers, ['X-Sum', '1', 'x-sum', '\u00e92', 'X-None', ''])
    },
  ))

test('send() reads a body until the connection ends where nothing else frames it', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\n\r\nuntil the ')
      peer.write('end')
      peer.end()
    },
    async ({ send, client }) => {
      const answer = await wholeOf(send())
      assert.equal(answer.text, 'until the end')
      await until('the connection is closed', () => client.counts.open === 0)
    },
  ))

const bodyless: readonly [name: string, method: string, answer: string][] = [
  ['HEAD with a length', 'HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'],
  ['HEAD with chunked', 'HEAD', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ['HEAD without either', 'HEAD', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['204', 'DELETE', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['304 with a length', 'GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 1000\r\n\r\n'],
]
for (const [name, method, bytes] of bodyless) {
  test(`send() knows that there is no body: ${name}`, () =>
    against(answering(bytes), async ({ send, upstream }) => {
      assert.equal((await answerOf(send({ method }))).body, undefined)
      assert.equal((await answerOf(send({ method }))).body, undefined)
      assert.equal(upstream.peers.length, 1, 'the connection is used again')
    }))
}

const trickled: readonly [name: string, answer: string, body: string][] = [
  ['by length', ok('a\u00e9\0b'), 'a\u00e9\0b'],
  [
    'chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\na\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n',
    'a\r\n0123456789',
  ],
]
for (const [name, bytes, body] of trickled) {
  test(`send() reads an answer that comes byte by byte: ${name}`, () =>
    against(
      async (peer) => {
        for (;;) {
          await peer.request()
          await peer.trickle(bytes)
        }
      },
      async ({ send, upstream }) => {
        assert.equal((await wholeOf(send())).text, body)
        assert.equal((await wholeOf(send())).text, body)
        assert.equal(upstream.peers.length, 1)
      },
    ))
}

test('send() reads a body larger than any buffer', () => {
  const body = 'abcdefghijklmnop'.repeat(500_000)
  return against(answering(ok(body)), async ({ send }) => {
    const { text } = await wholeOf(send())
    assert.ok(text === body)
  })
})

test('read() hears nothing more once it was cancelled within data', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      await peer.take('go')
    },
    async ({ send, upstream }) => {
      const flow = flowOf(await answerOf(send()))
      const heard = new Listener()
      heard.onData = () => flow.cancel(new Error('enough'))
      flow.read(heard)
      upstream.peers[0]?.write('1\r\na\r\n1\r\nb\r\n0\r\n\r\n')
      await until('the upstream is left', () => upstream.open === 0)
      assert.deepEqual([heard.chunks, heard.over], [1, false])
    },
  ))
