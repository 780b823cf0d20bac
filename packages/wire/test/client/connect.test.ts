import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../src/client.ts'
import type { Dial, DialFailure, DialRequest } from '../../src/dial.ts'
import { Cancel } from './cancel.ts'
import { against, failureOf, nothingLeft, requestTo, wholeOf } from './rig.ts'
import { testDial } from './test-dial.ts'
import { TestTimers } from './test-timers.ts'
import { answering, closedPort, ok } from './upstream.ts'
import { within } from './wait.ts'

test('send() fails with `refused` where nobody listens', async () => {
  const timers = new TestTimers()
  const client = createClient({ dial: testDial, timers })
  const cancel = new Cancel()
  await failureOf(client.send(requestTo(await closedPort()), cancel), 'refused', 'no')
  assert.equal(cancel.listeners, 0)
  await nothingLeft(client, timers)
})

const failures: readonly [failure: DialFailure['code'], code: Parameters<typeof failureOf>[1]][] = [
  ['unresolved', 'unresolved'],
  ['unreachable', 'unreachable'],
  ['tls', 'tls'],
  ['failed', 'unreachable'],
]
for (const [failure, code] of failures) {
  for (const at of ['at once', 'later'] as const) {
    test(`send() fails with \`${code}\` where the dial fails ${at} with \`${failure}\``, async () => {
      const cause = new Error('why')
      const dial: Dial = (_, handler) => {
        const fail = () => handler.failed({ code: failure, reason: failure === 'tls' ? 'expired' : undefined, cause })
        if (at === 'at once') fail()
        else queueMicrotask(fail)
        return { abort: () => {} }
      }
      const timers = new TestTimers()
      const client = createClient({ dial, timers })
      const error = await failureOf(client.send(requestTo(1), new Cancel()), code, 'no')
      assert.equal(error.cause, cause)
      assert.equal(error.tls, failure === 'tls' ? 'expired' : undefined)
      await nothingLeft(client, timers)
    })
  }
}

/** Never connects. */
function silentDial(): { dial: Dial; readonly aborted: number } {
  let aborted = 0
  return {
    dial: () => ({ abort: () => void aborted++ }),
    get aborted() {
      return aborted
    },
  }
}

test('connectTimeout gives the dial up', async () => {
  const silent = silentDial()
  const timers = new TestTimers()
  const client = createClient({ dial: silent.dial, timers })
  const sending = client.send(requestTo(1, { connectTimeout: 20 }), new Cancel())
  await failureOf(within('the timeout', 4000, sending), 'connect_timeout', 'no')
  assert.equal(silent.aborted, 1)
  await nothingLeft(client, timers)
})

test('connectTimeout says where it ended: before TCP stood, or in the TLS handshake', async () => {
  for (const [secure, code] of [
    [false, 'connect_timeout'],
    [true, 'tls_timeout'],
  ] as const) {
    let aborted = 0
    const dial: Dial = (_, handler) => {
      if (secure) queueMicrotask(() => handler.connected())
      return { abort: () => void aborted++ }
    }
    const timers = new TestTimers()
    const client = createClient({ dial, timers })
    const sending = client.send(requestTo(1, { origin: { scheme: 'https' }, connectTimeout: 20 }), new Cancel())
    await failureOf(within('the timeout', 4000, sending), code, 'no')
    assert.equal(aborted, 1)
    await nothingLeft(client, timers)
  }
})

test('connectTimeout says nothing of a slow answer', () =>
  against(
    async (peer) => {
      await peer.request()
      await new Promise((resolve) => setTimeout(resolve, 120))
      peer.write(ok('late'))
      await peer.left()
    },
    async ({ send }) => assert.equal((await wholeOf(send({ connectTimeout: 60 }))).text, 'late'),
  ))

test('connectTimeout of 0 sets no timer', async () => {
  const silent = silentDial()
  const timers = new TestTimers()
  const client = createClient({ dial: silent.dial, timers })
  const cancel = new Cancel()
  const sending = client.send(requestTo(1, { connectTimeout: 0 }), cancel)
  assert.equal(timers.pending, 0)
  cancel.pull()
  await failureOf(sending, 'aborted', 'no')
})

/** Goes to the loopback whatever was asked for, in plain text; keeps what was asked for. */
function spyDial(asked: DialRequest[]): Dial {
  return (request, handler) => {
    asked.push(request)
    return testDial({ host: '127.0.0.1', port: request.port }, handler)
  }
}

test('send() tells the dial host, port, addresses and TLS identity as given', () => {
  const asked: DialRequest[] = []
  return against(
    answering(ok('')),
    async ({ send, upstream }) => {
      const tls = { id: 'mine', ca: 'pem' }
      await wholeOf(send({ origin: { scheme: 'https', host: 'a.test' }, addresses: ['127.0.0.1', '::1'], tls }))
      assert.equal(asked.length, 1)
      const { host, port, addresses, tls: identity } = asked[0] as DialRequest
      assert.deepEqual([host, port, addresses], ['a.test', upstream.port, ['127.0.0.1', '::1']])
      assert.deepEqual(identity, tls)
    },
    { dial: spyDial(asked) },
  )
})

test('send() asks for TLS exactly where the scheme says so', () => {
  const asked: DialRequest[] = []
  return against(
    answering(ok('')),
    async ({ send }) => {
      await wholeOf(send({ origin: { scheme: 'https' } }))
      await wholeOf(send({ origin: { scheme: 'http' } }))
      assert.deepEqual(
        asked.map(({ tls }) => tls !== undefined),
        [true, false],
      )
    },
    { dial: spyDial(asked) },
  )
})

const apart: readonly [
  name: string,
  first: Parameters<typeof requestTo>[1],
  second: Parameters<typeof requestTo>[1],
][] = [
  ['scheme', { origin: { scheme: 'http' } }, { origin: { scheme: 'https' } }],
  ['host', { origin: { host: 'a.test' } }, { origin: { host: 'b.test' } }],
  [
    'TLS identity',
    { origin: { scheme: 'https' }, tls: { id: 'a' } },
    { origin: { scheme: 'https' }, tls: { id: 'b' } },
  ],
  ['TLS identity and none', { origin: { scheme: 'https' } }, { origin: { scheme: 'https' }, tls: { id: 'b' } }],
  ['checked address', { addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.2'] }],
  ['checked address and none', {}, { addresses: ['127.0.0.2'] }],
  ['no address and a checked one', { addresses: ['127.0.0.2'] }, {}],
]
for (const [name, first, second] of apart) {
  test(`send() shares no connection between requests of another ${name}`, () => {
    const asked: DialRequest[] = []
    return against(
      answering(ok('')),
      async ({ send }) => {
        await wholeOf(send(first))
        await wholeOf(send(second))
        assert.equal(asked.length, 2)
        await wholeOf(send(first))
        await wholeOf(send(second))
        assert.equal(asked.length, 2)
      },
      { dial: spyDial(asked) },
    )
  })
}
