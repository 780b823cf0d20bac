import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../src/client.ts'
import { Cancel } from './cancel.ts'
import type { Peer } from './peer.ts'
import { against, failureOf, nothingLeft, requestTo, wholeOf } from './rig.ts'
import { testDial } from './test-dial.ts'
import { TestTimers } from './test-timers.ts'
import { closedPort, ok, type Script } from './upstream.ts'
import { until } from './wait.ts'

/** Caps on connections, and who waits behind them. */

/** Lets each request lie until the test answers it. */
class Desk {
  readonly targets: string[] = []
  readonly #peers: Peer[] = []

  readonly script: Script = async (peer) => {
    for (;;) {
      const { head } = await peer.request()
      this.targets.push(head.split(' ')[1] ?? '')
      this.#peers.push(peer)
    }
  }

  answer(at: number, fields = ''): void {
    this.#peers[at]?.write(ok(this.targets[at] ?? '', fields))
  }

  reset(at: number): void {
    this.#peers[at]?.reset()
  }

  arrived(count: number): Promise<void> {
    return until(`${count} requests upstream`, () => this.targets.length === count)
  }
}

test('maxConnections bounds the connections; whoever waits is served in order', () => {
  const desk = new Desk()
  return against(
    desk.script,
    async ({ send, client, upstream }) => {
      const first = ['/0', '/1'].map((target) => wholeOf(send({ target })))
      await desk.arrived(2)
      const rest = ['/2', '/3', '/4', '/5'].map((target) => wholeOf(send({ target })))
      assert.deepEqual({ ...client.counts }, { open: 2, idle: 0, waiting: 4 })
      for (let at = 0; at < 6; at++) {
        await desk.arrived(Math.min(6, at + 2))
        desk.answer(at)
      }
      const texts = (await Promise.all([...first, ...rest])).map(({ text }) => text)
      assert.deepEqual(texts, ['/0', '/1', '/2', '/3', '/4', '/5'])
      assert.deepEqual(desk.targets.slice(2), ['/2', '/3', '/4', '/5'])
      assert.equal(upstream.peers.length, 2)
      assert.deepEqual({ ...client.counts }, { open: 2, idle: 2, waiting: 0 })
    },
    { maxConnections: 2 },
  )
})

test('maxWaiting bounds who waits', () => {
  const desk = new Desk()
  return against(
    desk.script,
    async ({ send, client }) => {
      const held = ['/0', '/1', '/2'].map((target) => wholeOf(send({ target })))
      const cancel = new Cancel()
      await failureOf(send({ target: '/3' }, cancel), 'queue_full', 'no')
      assert.deepEqual([cancel.listeners, client.counts.waiting], [0, 2])
      for (let at = 0; at < 3; at++) {
        await desk.arrived(at + 1)
        desk.answer(at)
      }
      await Promise.all(held)
    },
    { maxConnections: 1, maxWaiting: 2 },
  )
})

test('whoever waits can leave, and its place is free', () => {
  const desk = new Desk()
  return against(
    desk.script,
    async ({ send, client }) => {
      const first = wholeOf(send({ target: '/0' }))
      const cancel = new Cancel()
      const leaving = send({ target: '/left' }, cancel)
      await failureOf(send(), 'queue_full', 'no')
      cancel.pull()
      assert.equal(client.counts.waiting, 0)
      await failureOf(leaving, 'aborted', 'no')
      assert.equal(cancel.listeners, 0)
      const next = wholeOf(send({ target: '/1' }))
      await desk.arrived(1)
      desk.answer(0)
      await desk.arrived(2)
      desk.answer(1)
      assert.deepEqual([(await first).text, (await next).text], ['/0', '/1'])
      assert.deepEqual(desk.targets, ['/0', '/1'])
    },
    { maxConnections: 1, maxWaiting: 1 },
  )
})

for (const [name, end] of [
  ['is closed after its answer', (desk: Desk) => desk.answer(0, 'connection: close\r\n')],
  ['is reset', (desk: Desk) => desk.reset(0)],
] as const) {
  test(`whoever waits for a connection that ${name} gets a new one`, () => {
    const desk = new Desk()
    return against(
      desk.script,
      async ({ send, upstream }) => {
        const first = send({ target: '/0' })
        const second = wholeOf(send({ target: '/1' }))
        await desk.arrived(1)
        end(desk)
        await first
        await desk.arrived(2)
        desk.answer(1)
        assert.equal((await second).text, '/1')
        assert.equal(upstream.peers.length, 2)
      },
      { maxConnections: 1 },
    )
  })
}

test('whoever waits for a connection that is called off gets a new one', () => {
  const desk = new Desk()
  return against(
    desk.script,
    async ({ send }) => {
      const cancel = new Cancel()
      const first = send({ target: '/0' }, cancel)
      const second = wholeOf(send({ target: '/1' }))
      await desk.arrived(1)
      cancel.pull()
      await failureOf(first, 'aborted', 'maybe')
      await desk.arrived(2)
      desk.answer(1)
      assert.equal((await second).text, '/1')
    },
    { maxConnections: 1 },
  )
})

test('whoever waits behind a refused connection is refused too, and does not hang', async () => {
  const timers = new TestTimers()
  const client = createClient({ dial: testDial, timers, maxConnections: 1 })
  const port = await closedPort()
  const sent = [0, 1, 2, 3].map(() => client.send(requestTo(port), new Cancel()))
  for (const sending of sent) await failureOf(sending, 'refused', 'no')
  await nothingLeft(client, timers)
})

test('a dial that fails at once for thousands who wait does not overflow', async () => {
  const timers = new TestTimers()
  let dials = 0
  let fail: (() => void) | undefined
  const client = createClient({
    timers,
    maxConnections: 1,
    dial: (_, handler) => {
      const refuse = () => handler.failed({ code: 'refused', cause: undefined })
      if (dials++ === 0) fail = refuse
      else refuse()
      return { abort: () => {} }
    },
  })
  const sent = Array.from({ length: 4097 }, () => client.send(requestTo(1), new Cancel()))
  fail?.()
  for (const sending of sent) await failureOf(sending, 'refused', 'no')
  await nothingLeft(client, timers)
})

test('one origin at its cap does not hold up another', () => {
  const desk = new Desk()
  return against(
    desk.script,
    async ({ send }) => {
      const held = [wholeOf(send({ target: '/0' })), wholeOf(send({ target: '/1' }))]
      await desk.arrived(1)
      const other = wholeOf(send({ target: '/other', origin: { host: 'localhost' }, addresses: ['127.0.0.1'] }))
      await desk.arrived(2)
      assert.equal(desk.targets[1], '/other')
      desk.answer(1)
      await other
      desk.answer(0)
      await desk.arrived(3)
      desk.answer(2)
      await Promise.all(held)
    },
    { maxConnections: 1 },
  )
})
