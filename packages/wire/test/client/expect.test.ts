import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireBody } from '../../src/exchange.ts'
import { latin1 } from './bytes.ts'
import { Cancel } from './cancel.ts'
import type { Peer } from './peer.ts'
import { against, failureOf, post, wholeOf } from './rig.ts'
import { chunksOf, Source } from './source.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
/** Far beyond what a test may take: it is the upstream who lets the body go. */
const LONG = 60_000

const asking = (body: WireBody, expectContinue = LONG) => ({ method: 'POST', body, expectContinue })
const stream = (chunks: AsyncIterable<Uint8Array>, length?: number): WireBody => ({ kind: 'stream', length, chunks })

const bodies: readonly (readonly [name: string, body: () => WireBody, framing: string])[] = [
  ['small bytes', () => ({ kind: 'bytes', bytes: latin1('hello') }), 'content-length: 5'],
  ['large bytes', () => ({ kind: 'bytes', bytes: latin1('x'.repeat(100_000)) }), 'content-length: 100000'],
  ['a stream in chunks', () => stream(chunksOf('hel', 'lo')), 'transfer-encoding: chunked'],
  ['a stream with a length', () => stream(chunksOf('hel', 'lo'), 5), 'content-length: 5'],
]

/** The head has come and nothing follows, however long it takes the client to answer other requests. */
async function headAlone(peer: Peer, settle: () => Promise<unknown>): Promise<string> {
  const head = await peer.head()
  await settle()
  assert.ok(peer.received.endsWith('\r\n\r\n'), `behind the head came ${peer.received.slice(head.length, 100)}`)
  return head
}

for (const [name, body, framing] of bodies) {
  test(`expectContinue asks, and sends ${name} when the 100 comes`, () => {
    const heads: string[] = []
    let other: (() => Promise<unknown>) | undefined
    return against(
      async (peer) => {
        if (peer.number > 0) return answering(ok(''))(peer)
        const head = await headAlone(peer, async () => other?.())
        heads.push(head)
        peer.write(CONTINUE)
        peer.write(ok(`${(await peer.body(head)).length}`))
        await peer.request()
        peer.write(ok('again'))
        await peer.left()
      },
      async ({ send, upstream }) => {
        other = () => Promise.all([wholeOf(send()), wholeOf(send())])
        const heard: number[] = []
        const onInterim = (status: number) => void heard.push(status)
        const made = body()
        const length = made.kind === 'bytes' ? made.bytes.length : 5
        assert.equal((await wholeOf(send({ ...asking(made), onInterim }))).text, `${length}`)
        assert.deepEqual(heard, [], 'the 100 that was asked for is not told')
        assert.ok(heads[0]?.endsWith(`\r\nexpect: 100-continue\r\n${framing}\r\n\r\n`), heads[0])
        const { length: before } = upstream.peers
        const answers = await Promise.all([wholeOf(send()), wholeOf(send()), wholeOf(send())])
        assert.ok(answers.some(({ text }) => text === 'again'))
        assert.equal(upstream.peers.length, before, 'the connection is fit for more')
      },
    )
  })
}

test('expectContinue sends the body when the wait is over, and the 100 that comes late is not told', () =>
  against(
    async (peer) => {
      for (;;) {
        const { body } = await peer.request()
        peer.write(CONTINUE + CONTINUE + ok(body))
      }
    },
    async ({ send }) => {
      for (const body of [bodies[0], bodies[2]].map((row) => row?.[1]() as WireBody)) {
        const heard: number[] = []
        const onInterim = (status: number) => void heard.push(status)
        assert.equal((await wholeOf(send({ ...asking(body, 20), onInterim }))).text, 'hello')
        assert.deepEqual(heard, [100], 'a second one was not asked for')
      }
    },
  ))

const refusals: readonly (readonly [name: string, answer: string])[] = [
  ['413', 'HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno'],
  ['417', 'HTTP/1.1 417 Expectation Failed\r\ncontent-length: 2\r\n\r\nno'],
  ['413 behind another interim answer', 'HTTP/1.1 102 P\r\n\r\nHTTP/1.1 413 No\r\ncontent-length: 2\r\n\r\nno'],
]
for (const [name, answer] of refusals) {
  test(`expectContinue hands up ${name} and sends no byte of the body`, () =>
    against(
      async (peer) => {
        await peer.head()
        peer.write(answer)
        await peer.left()
      },
      async ({ send, upstream }) => {
        const source = new Source()
        source.push('secret')
        for (const body of [stream(source), stream(source, 6), bodies[0]?.[1]() as WireBody]) {
          const { status, text } = await wholeOf(send(asking(body)))
          assert.deepEqual([`${status}`, text], [name.slice(0, 3), 'no'])
        }
        await until('the connections are closed', () => upstream.open === 0)
        assert.equal(upstream.peers.length, 3, 'what was announced and not sent ends the connection')
        for (const peer of upstream.peers) assert.ok(peer.received.endsWith('\r\n\r\n'), peer.received)
        assert.equal(source.pulls, 0, 'nobody has pulled what nobody wants')
      },
    ))
}

test('expectContinue is over when a final answer begins, however long it takes', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nn')
      await new Promise((resolve) => setTimeout(resolve, 60))
      peer.write('o')
      await peer.left()
    },
    async ({ send, upstream }) => {
      assert.equal((await wholeOf(send(asking(bodies[0]?.[1]() as WireBody, 20)))).text, 'no')
      await until('the connection is closed', () => upstream.open === 0)
      assert.ok(upstream.peers[0]?.received.endsWith('\r\n\r\n'))
    },
  ))

test('expectContinue pulls nothing of the body before it may go', () => {
  const source = new Source()
  return against(
    async (peer) => {
      const head = await peer.head()
      assert.equal(source.pulls, 0)
      peer.write(CONTINUE)
      assert.equal(await peer.body(head), 'late')
      peer.write(ok('done'))
      await peer.left()
    },
    async ({ send }) => {
      source.push('late')
      source.finish()
      assert.equal((await wholeOf(send(asking(stream(source))))).text, 'done')
    },
  )
})

const silent: readonly (readonly [name: string, body: WireBody])[] = [
  ['none', { kind: 'none' }],
  ['an empty one', { kind: 'empty' }],
  ['no bytes', { kind: 'bytes', bytes: latin1('') }],
  ['a stream of no length', stream(chunksOf(), 0)],
]
for (const [name, body] of silent) {
  test(`expectContinue asks nothing where the body is ${name}`, () =>
    against(answering(ok('at once')), async ({ send, upstream }) => {
      assert.equal((await wholeOf(send(asking(body)))).text, 'at once')
      assert.doesNotMatch(upstream.peers[0]?.received ?? '', /expect/)
    }))
}

test('expectContinue of 0 asks nothing', () =>
  against(answering(ok('at once')), async ({ send, upstream }) => {
    assert.equal((await wholeOf(send({ ...post('x'), expectContinue: 0 }))).text, 'at once')
    assert.doesNotMatch(upstream.peers[0]?.received ?? '', /expect/)
  }))

test('expectContinue leaves no second line of that name', () =>
  against(answering(ok('')), async ({ send }) => {
    const headers = ['Expect', '100-continue']
    await failureOf(send({ ...post('x'), headers, expectContinue: LONG }), 'bad_request', 'no')
  }))

const endings: readonly (readonly [name: string, end: (peer: Peer) => void, code: 'reset' | 'malformed'])[] = [
  ['the upstream leaves', (peer) => peer.drop(), 'reset'],
  ['the upstream says what is no HTTP', (peer) => peer.write('nonsense\r\n'), 'malformed'],
]
for (const [name, end, code] of endings) {
  test(`expectContinue leaves nothing behind where ${name} in the wait`, () =>
    against(
      async (peer) => {
        await peer.head()
        end(peer)
      },
      async ({ send }) => {
        const source = new Source()
        await failureOf(send(asking(stream(source))), code, 'maybe')
        assert.equal(source.pulls, 0)
      },
    ))
}

test('expectContinue leaves nothing behind where the caller leaves in the wait', () =>
  against(
    async (peer) => {
      await peer.head()
      await peer.left()
    },
    async ({ send, upstream }) => {
      const cancel = new Cancel()
      const sending = send(asking(stream(new Source())), cancel)
      await until('the head', () => upstream.peers[0]?.received.includes('expect') === true)
      cancel.pull()
      await failureOf(sending, 'aborted', 'maybe')
    },
  ))

test('expectContinue counts as progress when the head goes, and when the body does', () => {
  let progress = 0
  return against(
    async (peer) => {
      const head = await peer.head()
      assert.equal(progress, 1)
      peer.write(CONTINUE)
      await peer.body(head)
      peer.write(ok(''))
      await peer.left()
    },
    async ({ send }) => {
      await wholeOf(send({ ...asking(bodies[0]?.[1]() as WireBody), onProgress: () => void progress++ }))
      assert.equal(progress, 2)
    },
  )
})

test('a body whose reading fails behind the 100 fails the request', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write(CONTINUE)
      await peer.left()
    },
    async ({ send }) => {
      const cause = new Error('locked')
      const chunks: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]() {
          throw cause
        },
      }
      const error = await failureOf(send(asking(stream(chunks))), 'body_failed', 'maybe')
      assert.equal(error.cause, cause)
    },
  ))
