import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Listener } from './listener.ts'
import { against, answerOf, codeOf, failureOf, flowOf, post, wholeOf } from './rig.ts'
import { chunksOf, Source } from './source.ts'
import { answering, ok } from './upstream.ts'
import { until } from './wait.ts'

const streamed = (chunks: AsyncIterable<Uint8Array>, length?: number) =>
  ({ method: 'POST', body: { kind: 'stream', length, chunks } }) as const

test('send() passes each chunk on as it comes', () => {
  const source = new Source()
  return against(
    async (peer) => {
      await peer.head()
      for (const text of ['one', 'two']) {
        source.push(text)
        assert.equal(await peer.take(`3\r\n${text}\r\n`), `3\r\n${text}\r\n`)
      }
      source.finish()
      await peer.take('0\r\n\r\n')
      peer.write(ok('done'))
      await peer.left()
    },
    async ({ send }) => {
      let progress = 0
      const answer = await wholeOf(send({ ...streamed(source), onProgress: () => void progress++ }))
      assert.equal(answer.text, 'done')
      assert.ok(progress >= 2)
    },
  )
})

test('an empty first piece holds no head back', () => {
  const source = new Source()
  source.push('')
  return against(
    async (peer) => {
      const head = await peer.head()
      source.push('then')
      source.finish()
      peer.write(ok(await peer.body(head)))
      await peer.left()
    },
    async ({ send }) => assert.equal((await wholeOf(send(streamed(source)))).text, 'then'),
  )
})

test('an answer that comes early is handed up at once, and the upload stops', () => {
  const source = new Source()
  return against(
    async (peer) => {
      const head = await peer.head()
      if (head.startsWith('GET')) peer.write(ok('next'))
      else peer.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno')
      await peer.left()
    },
    async ({ send, upstream }) => {
      source.push('a')
      assert.deepEqual(await wholeOf(send(streamed(source))), { status: 413, text: 'no' })
      await until('the source is told', () => source.returned)
      await until('the connection is closed', () => upstream.peers[0]?.gone === true)
      assert.ok(!upstream.peers[0]?.received.endsWith('0\r\n\r\n'), 'the upload has no clean end')
      assert.equal((await wholeOf(send())).text, 'next')
      assert.equal(upstream.peers.length, 2)
    },
  )
})

test('an upload goes on beside an answer that has begun, and both whole make the connection fit for more', () => {
  const source = new Source()
  return against(
    async (peer) => {
      const head = await peer.head()
      if (!head.startsWith('POST')) throw new Error('not the upload')
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      for (let round = 0; round < 3; round++) {
        await peer.take(`1\r\n${round}\r\n`)
        peer.write(`1\r\n${round}\r\n`)
      }
      await peer.take('0\r\n\r\n')
      peer.write('0\r\n\r\n')
      await peer.request()
      peer.write(ok('again'))
      await peer.left()
    },
    async ({ send, upstream }) => {
      const heard = Listener.to(flowOf(await answerOf(send(streamed(source)))))
      for (let round = 0; round < 3; round++) {
        source.push(String(round))
        await until('its echo', () => heard.text.length === round + 1)
      }
      source.finish()
      await until('the end', () => heard.over)
      assert.deepEqual([heard.text, heard.failure], ['012', undefined])
      assert.equal((await wholeOf(send())).text, 'again')
      assert.equal(upstream.peers.length, 1)
    },
  )
})

test('an early answer with the end of the connection behind it still arrives', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write('HTTP/1.1 401 No\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno')
      peer.end()
      await peer.left()
    },
    async ({ send, upstream }) => {
      const source = new Source()
      assert.deepEqual(await wholeOf(send(streamed(source, 100))), { status: 401, text: 'no' })
      await until('the connection is closed', () => upstream.open === 0)
    },
  ))

test('an early answer to bytes that are still under way leaves no connection behind', () =>
  against(
    async (peer) => {
      const head = await peer.head()
      if (head.startsWith('POST')) {
        peer.socket.pause()
        peer.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno')
        await new Promise(() => {})
      }
      peer.write(ok('next'))
      await peer.left()
    },
    async ({ send, upstream }) => {
      assert.equal((await wholeOf(send(post('x'.repeat(32_000_000))))).status, 413)
      assert.equal((await wholeOf(send())).text, 'next', 'it does not wait behind an upload that nobody reads')
      assert.equal(upstream.peers.length, 2)
      upstream.peers[0]?.drop()
    },
  ))

for (const length of [undefined, 10]) {
  test(`a body that fails has no clean end upstream: ${length === undefined ? 'chunked' : 'by length'}`, () =>
    against(
      async (peer) => {
        await peer.request()
        peer.write(ok('never'))
      },
      async ({ send, upstream, client }) => {
        const source = new Source()
        const sending = send(streamed(source, length))
        source.push('abc')
        await until('the upstream has the beginning', () => upstream.peers[0]?.received.includes('abc') === true)
        const cause = new Error("the caller's own")
        source.fail(cause)
        const error = await failureOf(sending, 'body_failed', 'maybe')
        assert.equal(error.cause, cause)
        assert.equal(client.counts.open, 0)
        await until('the connection is closed', () => upstream.open === 0)
        assert.match(upstream.peers[0]?.received ?? '', /\r\n\r\n(3\r\nabc\r\n|abc)$/)
      },
    ))
}

test('a body that fails beside its answer breaks the answer', () =>
  against(
    async (peer) => {
      await peer.head()
      peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n')
      await peer.left()
    },
    async ({ send, upstream }) => {
      const source = new Source()
      const heard = Listener.to(flowOf(await answerOf(send(streamed(source)))))
      source.fail(new Error('gone'))
      await until('the answer breaks', () => heard.over)
      assert.equal(codeOf(heard.failure), 'body_failed')
      await until('the connection is closed', () => upstream.open === 0)
      assert.ok(!upstream.peers[0]?.received.endsWith('0\r\n\r\n'))
    },
  ))

const wrong: readonly [name: string, texts: string[]][] = [
  ['shorter', ['ab']],
  ['longer', ['ab', 'cdef']],
  ['longer at once', ['abcdef']],
]
for (const [name, texts] of wrong) {
  test(`a body ${name} than announced fails, and no byte beyond its length is written`, () =>
    against(
      async (peer) => {
        await peer.request()
        peer.write(ok('never'))
        await peer.left()
      },
      async ({ send, upstream }) => {
        const outcome = await send(streamed(chunksOf(...texts), 4))
        assert.equal(outcome.kind === 'failed' && outcome.error.code, 'body_failed')
        await until('the connection is closed', () => upstream.open === 0)
        const sent = upstream.peers[0]?.received.split('\r\n\r\n')[1] ?? ''
        assert.ok(sent.length < 4, `the upstream had a whole body: ${sent}`)
      },
    ))
}

test('send() pulls nothing before there is a connection', () =>
  against(answering(ok('a')), async ({ send }) => {
    const source = new Source()
    const sending = send(streamed(source))
    assert.equal(source.pulls, 0)
    source.push('a')
    source.finish()
    assert.equal((await wholeOf(sending)).text, 'a')
  }))

test('a body whose reading fails at once fails the request, and nothing else', () =>
  against(answering(ok('a')), async ({ send }) => {
    const cause = new Error('locked')
    const chunks: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]() {
        throw cause
      },
    }
    const outcome = await send(streamed(chunks))
    assert.ok(outcome.kind === 'failed' && outcome.error.code === 'body_failed' && outcome.error.cause === cause)
    assert.equal((await wholeOf(send())).text, 'a')
  }))
