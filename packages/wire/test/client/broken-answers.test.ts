import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Listener } from './listener.ts'
import { against, answerOf, codeOf, failureOf, flowOf, post, wholeOf } from './rig.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

const heads: readonly [name: string, bytes: string, end: 'end' | 'reset', code: 'reset' | 'cut_head'][] = [
  ['end before a byte', '', 'end', 'reset'],
  ['reset before a byte', '', 'reset', 'reset'],
  ['end in the status line', 'HTTP/1.', 'end', 'cut_head'],
  ['end in the headers', 'HTTP/1.1 200 OK\r\nx-a: b\r\n', 'end', 'cut_head'],
]
for (const [name, bytes, end, code] of heads) {
  test(`send() fails with \`${code}\`: ${name}`, () =>
    against(
      async (peer) => {
        await peer.request()
        peer.write(bytes)
        peer[end]()
      },
      async ({ send, client, upstream }) => {
        await failureOf(send(post('a')), code, 'maybe')
        assert.equal(client.counts.open, 0)
        assert.equal(upstream.peers.length, 1, 'nothing is sent again')
      },
    ))
}

const bodies: readonly [name: string, head: string, end: 'end' | 'reset', code: 'cut_body' | 'malformed'][] = [
  ['end within a length', 'content-length: 9', 'end', 'cut_body'],
  ['reset within a length', 'content-length: 9', 'reset', 'cut_body'],
  ['end within chunks', 'transfer-encoding: chunked', 'end', 'cut_body'],
  ['reset within chunks', 'transfer-encoding: chunked', 'reset', 'cut_body'],
  // An end says that the body is whole; a reset never does.
  ['reset of a body until the end', 'x-none: 1', 'reset', 'cut_body'],
]
for (const [name, head, end, code] of bodies) {
  test(`a flow fails with \`${code}\`: ${name}`, () =>
    against(
      async (peer) => {
        await peer.request()
        peer.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${head.includes('chunked') ? '3\r\nabc\r\n' : 'abc'}`)
        await peer.left()
      },
      async ({ send, client, upstream }) => {
        const heard = Listener.to(flowOf(await answerOf(send())))
        await until('the beginning', () => heard.text === 'abc')
        upstream.peers[0]?.[end]()
        await until('the end', () => heard.over)
        assert.equal(codeOf(heard.failure), code)
        assert.deepEqual([heard.trailers, heard.late], [undefined, 0])
        assert.equal(client.counts.open, 0)
      },
    ))
}

test('a flow fails with `malformed` at a bad chunk size', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n')
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const heard = Listener.to(flowOf(await answerOf(send())))
      await until('the beginning', () => heard.text === 'abc')
      upstream.peers[0]?.write('0x3\r\ndef\r\n0\r\n\r\n')
      await until('the end', () => heard.over)
      assert.deepEqual([heard.text, codeOf(heard.failure)], ['abc', 'malformed'])
      assert.equal(client.counts.open, 0)
      await until('the upstream is left', () => upstream.open === 0)
    },
  ))

const malformed: readonly [name: string, bytes: string][] = [
  ['no HTTP', 'SSH-2.0-x\r\n\r\n'],
  ['a bare LF', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ['a length and chunked', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a folded line', 'HTTP/1.1 200 OK\r\nx-a: b\r\n c\r\ncontent-length: 0\r\n\r\n'],
  ['a signed length', 'HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\na'],
]
for (const [name, bytes] of malformed) {
  test(`send() fails with \`malformed\`: ${name}`, () =>
    against(answering(bytes), async ({ send, client, upstream }) => {
      const error = await failureOf(send(), 'malformed', 'maybe')
      assert.ok(error.message.length > 'malformed: '.length, 'says what is wrong')
      assert.equal(client.counts.open, 0)
      await until('the upstream is left', () => upstream.open === 0)
    }))
}

test('send() fails with `head_too_large` as soon as the head is', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(2000)}`)
      await peer.left()
    },
    async ({ send, client }) => {
      await failureOf(send({ maxHead: 1024 }), 'head_too_large', 'maybe')
      assert.equal(client.counts.open, 0)
    },
  ))

test('maxHead bounds trailers too', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n')
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const heard = Listener.to(flowOf(await answerOf(send({ maxHead: 1024 }))))
      await until('the beginning', () => heard.text === 'a')
      upstream.peers[0]?.write(`0\r\nx-long: ${'a'.repeat(2000)}`)
      await until('the end', () => heard.over)
      assert.equal(codeOf(heard.failure), 'head_too_large')
      assert.equal(client.counts.open, 0)
    },
  ))

test('a head of exactly maxHead bytes is taken', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-long: '
  const bytes = `${head}${'a'.repeat(1024 - head.length - 4)}\r\n\r\n`
  return against(answering(bytes), async ({ send }) => {
    assert.equal((await wholeOf(send({ maxHead: 1024 }))).status, 200)
    await failureOf(send({ maxHead: 1023 }), 'head_too_large', 'maybe')
  })
})

test('one broken answer leaves the others alone', () =>
  against(
    async (peer) => {
      for (;;) {
        const { head } = await peer.request()
        if (head.includes('/bad')) peer.reset()
        else peer.write(ok('good'))
      }
    },
    async ({ send }) => {
      const outcomes = await Promise.all([send({ target: '/bad' }), send(), send({ target: '/bad' }), send()])
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['failed', 'answer', 'failed', 'answer'],
      )
    },
  ))
