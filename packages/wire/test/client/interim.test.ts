import assert from 'node:assert/strict'
import { test } from 'node:test'
import { against, failureOf, wholeOf } from './rig.ts'
import { answering, ok } from './upstream.ts'

const interim =
  'HTTP/1.1 100 Continue\r\n\r\n' +
  'HTTP/1.1 102\r\nX-Step: 1\r\n\r\n' +
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n' +
  'HTTP/1.1 199 \r\n\r\n'

test('send() hands up every 1xx in order, asked for or not', () =>
  against(answering(interim + ok('final')), async ({ send, upstream }) => {
    const heard: unknown[] = []
    const onInterim = (status: number, headers: readonly string[]) => void heard.push([status, [...headers]])
    assert.deepEqual(await wholeOf(send({ onInterim })), { status: 200, text: 'final' })
    assert.deepEqual(heard, [
      [100, []],
      [102, ['X-Step', '1']],
      [103, ['Link', '</a>', 'Link', '</b>']],
      [199, []],
    ])
    await wholeOf(send({ onInterim }))
    assert.equal(upstream.peers.length, 1)
  }))

test('send() skips 1xx where nobody asks for them', () =>
  against(answering(interim + ok('final')), async ({ send }) => {
    assert.equal((await wholeOf(send())).text, 'final')
  }))

test('send() hands a 1xx up at once', () => {
  const heard = Promise.withResolvers<number>()
  return against(
    async (peer) => {
      await peer.head()
      peer.write('HTTP/1.1 103 Early\r\n\r\n')
      await heard.promise
      peer.write(ok('then'))
      await peer.left()
    },
    async ({ send }) => {
      assert.equal((await wholeOf(send({ onInterim: heard.resolve }))).text, 'then')
      assert.equal(await heard.promise, 103)
    },
  )
})

test('send() hands up thirty 1xx', () =>
  against(answering('HTTP/1.1 102 P\r\n\r\n'.repeat(30) + ok('')), async ({ send }) => {
    let count = 0
    await wholeOf(send({ onInterim: () => void count++ }))
    assert.equal(count, 30)
  }))

test('send() fails where the upstream switches protocols unasked', () =>
  against(
    answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    async ({ send, client }) => {
      await failureOf(send(), 'unexpected_upgrade', 'maybe')
      assert.equal(client.counts.open, 0)
    },
  ))
