import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../src/client.ts'
import type { Socket, SocketHandler } from '../../src/dial.ts'
import { Cancel } from './cancel.ts'
import { Listener } from './listener.ts'
import { against, answerOf, codeOf, failureOf, flowOf, nothingLeft, requestTo, wholeOf } from './rig.ts'
import { Source } from './source.ts'
import { TestTimers } from './test-timers.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

test('send() does nothing where the cord was pulled before', async () => {
  let dials = 0
  const timers = new TestTimers()
  const dial = () => {
    dials++
    return { abort: () => {} }
  }
  const client = createClient({ dial, timers })
  const cancel = new Cancel()
  cancel.pull()
  await failureOf(client.send(requestTo(1), cancel), 'aborted', 'no')
  assert.equal(dials, 0)
  await nothingLeft(client, timers)
})

test('a cord pulled before the connection gives the dial up', async () => {
  let aborted = 0
  let handler: SocketHandler | undefined
  const timers = new TestTimers()
  const client = createClient({
    timers,
    dial: (_, told) => {
      handler = told
      return { abort: () => void aborted++ }
    },
  })
  const cancel = new Cancel()
  const sending = client.send(requestTo(1), cancel)
  assert.equal(client.counts.open, 1)
  const reason = new Error('left')
  cancel.pull(reason)
  assert.equal((await failureOf(sending, 'aborted', 'no')).cause, reason)
  assert.deepEqual([aborted, cancel.listeners], [1, 0])
  await nothingLeft(client, timers)

  let destroyed = 0
  const late: Socket = {
    write: () => assert.fail('nobody asks any more'),
    pause: () => {},
    resume: () => {},
    end: () => {},
    destroy: () => void destroyed++,
  }
  handler?.open(late)
  assert.equal(destroyed, 1, 'a socket that comes all the same is closed')
})

test('a cord pulled before the head closes the connection at once', () =>
  against(
    async (peer) => {
      await peer.request()
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const cancel = new Cancel()
      const sending = send({}, cancel)
      await until('the request is there', () => (upstream.peers[0]?.receivedBytes ?? 0) > 0)
      cancel.pull()
      assert.equal(client.counts.open, 0)
      await failureOf(sending, 'aborted', 'maybe')
      assert.equal(cancel.listeners, 0)
      await until('the upstream hears of it', () => upstream.open === 0)
    },
  ))

test('a cord pulled in the body closes the connection at once', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc')
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const cancel = new Cancel()
      const flow = flowOf(await answerOf(send({}, cancel)))
      const heard = Listener.to(flow)
      // The caller's cord and the caller's flow are the same caller: whichever it takes, or both.
      cancel.pull()
      flow.cancel(cancel.reason)
      assert.equal(client.counts.open, 0)
      await until('the upstream hears of it', () => upstream.open === 0)
      assert.ok(heard.failure === undefined || codeOf(heard.failure) === 'aborted')
      assert.deepEqual([cancel.listeners, heard.late, heard.trailers], [0, 0, undefined])
    },
  ))

test('cancel() of a flow that nobody reads closes the connection', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc')
      await peer.left()
    },
    async ({ send, client, upstream }) => {
      const cancel = new Cancel()
      flowOf(await answerOf(send({}, cancel))).cancel(new Error('not wanted'))
      assert.deepEqual([client.counts.open, cancel.listeners], [0, 0])
      await until('the upstream hears of it', () => upstream.open === 0)
    },
  ))

test('cancel() after the end harms no one', () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n')
      await peer.request()
      peer.write(ok('next'))
      await peer.left()
    },
    async ({ send, upstream }) => {
      const cancel = new Cancel()
      const flow = flowOf(await answerOf(send({}, cancel)))
      upstream.peers[0]?.write('ab')
      const heard = await Listener.whole(flow)
      assert.equal(heard.text, 'ab')
      const next = wholeOf(send())
      flow.cancel(new Error('late'))
      cancel.pull()
      flow.pause()
      assert.equal((await next).text, 'next')
      assert.equal(upstream.peers.length, 1)
    },
  ))

test('a cord pulled in the upload stops it', () =>
  against(
    async (peer) => {
      await peer.request()
    },
    async ({ send, upstream }) => {
      const cancel = new Cancel()
      const source = new Source()
      const sending = send({ method: 'POST', body: { kind: 'stream', length: undefined, chunks: source } }, cancel)
      source.push('abc')
      await until('the beginning', () => upstream.peers[0]?.received.includes('abc') === true)
      cancel.pull()
      await failureOf(sending, 'aborted', 'maybe')
      assert.equal(source.returned, true)
      await until('the upstream hears of it', () => upstream.open === 0)
      assert.ok(!upstream.peers[0]?.received.endsWith('0\r\n\r\n'))
    },
  ))

test('a cord pulled within a 1xx or within the end is heard', () =>
  against(answering(`HTTP/1.1 103 Early\r\n\r\n${ok('a')}`), async ({ send, client, upstream }) => {
    const cancel = new Cancel()
    await failureOf(send({ onInterim: () => cancel.pull() }, cancel), 'aborted', 'maybe')
    assert.equal(client.counts.open, 0)
    assert.equal((await wholeOf(send())).text, 'a')
    assert.equal(upstream.peers.length, 2)
  }))

test('a thousand answers leave no listener behind', () =>
  against(answering(ok('a')), async ({ send }) => {
    const cancel = new Cancel()
    for (let round = 0; round < 1000; round++) await answerOf(send({}, cancel))
    assert.equal(cancel.listeners, 0)
  }))
