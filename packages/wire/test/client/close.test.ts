import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cancel } from './cancel.ts'
import { Listener } from './listener.ts'
import { against, answerOf, flowOf, wholeOf } from './rig.ts'
import { Source } from './source.ts'
import { ok } from './upstream.ts'
import { until } from './wait.ts'

test('close() ends everything: idle, waiting, before the head, in the body, in the upload', () =>
  against(
    async (peer) => {
      for (;;) {
        const head = await peer.head()
        if (head.includes('/idle')) peer.write(ok(''))
        if (head.includes('/body')) peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc')
      }
    },
    async ({ send, client, upstream, timers }) => {
      const cancel = new Cancel()
      const heard = Listener.to(flowOf(await answerOf(send({ target: '/body' }, cancel))))
      const source = new Source()
      const upload = send(
        { target: '/upload', method: 'POST', body: { kind: 'stream', length: undefined, chunks: source } },
        cancel,
      )
      const waitingForHead = send({ target: '/silent' }, cancel)
      await wholeOf(send({ target: '/idle' }, cancel))
      const silentToo = send({ target: '/silent' }, cancel)
      const queued = send({ target: '/queued' }, cancel)
      assert.equal(client.counts.waiting, 1)
      await wholeOf(send({ target: '/idle', origin: { host: 'localhost' }, addresses: ['127.0.0.1'] }, cancel))
      assert.equal(client.counts.idle, 1)
      await until('all are there', () => upstream.open === 5)
      await until('the upload has begun', () => upstream.peers.some(({ received }) => received.includes('/upload')))

      client.close()
      assert.deepEqual({ ...client.counts }, { open: 0, idle: 0, waiting: 0 })
      const outcomes = await Promise.all([upload, waitingForHead, silentToo, queued])
      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind === 'failed' && [outcome.error.code, outcome.delivered]),
        [
          ['aborted', 'maybe'],
          ['aborted', 'maybe'],
          ['aborted', 'maybe'],
          ['aborted', 'no'],
        ],
      )
      assert.ok(heard.over && heard.failure !== undefined && heard.late === 0, 'the body breaks')
      assert.equal(source.returned, true)
      assert.deepEqual([timers.pending, cancel.listeners], [0, 0])
      await until('the upstream sees all closed', () => upstream.open === 0)
      client.close()
    },
    { maxConnections: 4 },
  ))
