import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../errors.ts'
import type { UpstreamBody } from '../runtime.ts'
import { concat, utf8 } from '../web/bytes.ts'
import { Body, type BodyLimits } from './body.ts'

const generous: BodyLimits = { max: 1e9 }

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

async function read(body: UpstreamBody): Promise<string> {
  if (body.kind === 'bytes') return new TextDecoder().decode(body.bytes)
  const parts: Uint8Array[] = []
  if (body.kind === 'stream') for await (const chunk of body.chunks) parts.push(chunk)
  return new TextDecoder().decode(concat(parts))
}

function code(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof GatewayError && error.code === expected
}

test('send() keeps the framing of the client', async () => {
  const rows: [source: Uint8Array | AsyncIterable<Uint8Array> | undefined, length: number | undefined, kind: string][] =
    [
      [undefined, undefined, 'none'],
      [undefined, 0, 'empty'],
      [utf8('abc'), 3, 'bytes'],
      [utf8('abc'), undefined, 'stream'],
      [pieces('abc'), 3, 'stream'],
      [pieces('abc'), undefined, 'stream'],
    ]
  for (const [source, length, kind] of rows) {
    const sent = new Body(source, length, generous).send()
    assert.equal(sent.kind, kind)
    if (sent.kind === 'stream') assert.equal(sent.length, length)
    assert.equal(await read(sent), source === undefined ? '' : 'abc')
  }
})

test('peek() takes nothing away: the whole body is sent behind it', async () => {
  const body = new Body(pieces('ab', 'cd', 'ef'), undefined, generous)
  const { bytes, whole } = await body.peek(3)
  assert.equal(new TextDecoder().decode(bytes), 'abcd')
  assert.equal(whole, false)
  assert.equal(await read(body.send()), 'abcdef')
})

test('peek() keeps its bytes when the server reuses its buffer', async () => {
  const memory = new Uint8Array(2)
  async function* reused(): AsyncGenerator<Uint8Array> {
    for (const text of ['ab', 'cd']) {
      memory.set(utf8(text))
      yield memory
    }
  }
  const body = new Body(reused(), undefined, generous)
  await body.peek(4)
  assert.equal(await read(body.send()), 'abcd')
})

test('peek() takes no bytes from an upload that is under way', async () => {
  const body = new Body(pieces('ab', 'cd', 'ef'), undefined, generous)
  await body.peek(1)
  const sent = body.send()
  assert.equal(sent.kind, 'stream')
  const chunks = sent.kind === 'stream' ? sent.chunks[Symbol.asyncIterator]() : undefined
  const first = await chunks?.next()
  const second = await chunks?.next()
  await body.peek(100)
  const third = await chunks?.next()
  const texts = [first, second, third].map((step) => new TextDecoder().decode(step?.value))
  assert.deepEqual(texts, ['ab', 'cd', 'ef'])
})

test('whole() reads to the end where the limit allows, and loses nothing where it does not', async () => {
  const fits = new Body(pieces('ab', 'cd'), undefined, generous)
  assert.deepEqual(await fits.whole(4), utf8('abcd'))
  assert.equal(await read(fits.send()), 'abcd')
  const large = new Body(pieces('ab', 'cd', 'ef'), undefined, generous)
  assert.equal(await large.whole(3), 'too_large')
  assert.equal(await read(large.send()), 'abcdef')
  const declared = new Body(pieces('abcdef'), 6, generous)
  assert.equal(await declared.whole(3), 'too_large')
  assert.equal(declared.received, 0)
})

test('send() can be repeated until a byte is gone that is not held', async () => {
  const body = new Body(pieces('ab', 'cd'), undefined, generous)
  await body.peek(1)
  const failed = body.send()
  assert.equal(body.replayable, true)
  assert.equal(await read(body.send()), 'abcd')
  assert.equal(body.replayable, false)
  assert.throws(() => body.send(), code('internal'))
  // The attempt that was given up can't take bytes that belong to the next.
  await assert.rejects(read(failed), code('internal'))
})

test('send() gives held bytes again as often as asked', async () => {
  const body = new Body(utf8('abc'), 3, generous)
  for (let i = 0; i < 3; i++) assert.equal(await read(body.send()), 'abc')
})

test('settle() takes nothing from an upload that has not begun to read', async () => {
  const body = new Body(pieces('ab', 'cd'), undefined, generous)
  await body.peek(1)
  const sent = body.send()
  body.settle()
  assert.equal(await read(sent), 'abcd')
})

test('settle() lets held bytes go and the upload go on', async () => {
  const body = new Body(pieces('ab', 'cd'), undefined, generous)
  await body.peek(1)
  const sent = body.send()
  const chunks = sent.kind === 'stream' ? sent.chunks[Symbol.asyncIterator]() : undefined
  await chunks?.next()
  body.settle()
  assert.deepEqual((await chunks?.next())?.value, utf8('cd'))
  assert.equal((await chunks?.next())?.done, true)
})

test('send() skips empty pieces: in chunked framing one is the end', async () => {
  const sent = new Body(pieces('ab', '', 'cd'), undefined, generous).send()
  const sizes: number[] = []
  if (sent.kind === 'stream') for await (const chunk of sent.chunks) sizes.push(chunk.length)
  assert.deepEqual(sizes, [2, 2])
})

test('a body that breaks its word fails, and says why', async () => {
  const rows: [texts: string[], length: number | undefined, max: number, code: string][] = [
    [['abc', 'def'], undefined, 5, 'body_too_large'],
    [['abc', 'def'], 4, 100, 'ambiguous_framing'],
    [['abc'], 4, 100, 'ambiguous_framing'],
  ]
  for (const [texts, length, max, expected] of rows) {
    const body = new Body(pieces(...texts), length, { max })
    await assert.rejects(read(body.send()), code(expected))
    assert.equal(body.failure?.code, expected)
    const peeked = new Body(pieces(...texts), length, { max })
    await assert.rejects(async () => peeked.peek(1000), code(expected))
  }
  assert.throws(() => new Body(utf8('abc'), 3, { max: 2 }), code('body_too_large'))
  assert.throws(() => new Body(utf8('abc'), 4, generous), code('ambiguous_framing'))
})

test('a client whose body breaks off has left', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield utf8('ab')
    throw new Error('aborted')
  }
  const body = new Body(broken(), 10, generous)
  await assert.rejects(async () => body.peek(10), code('client_gone'))
})

test('watch() guards each wait for the client, and its release is always called', async () => {
  let watching = 0
  let waits = 0
  const limits: BodyLimits = {
    max: 100,
    watch: () => {
      watching++
      waits++
      return () => {
        watching--
      }
    },
  }
  const body = new Body(pieces('ab', 'cd'), undefined, limits)
  assert.equal(await read(body.send()), 'abcd')
  assert.equal(waits, 3)
  assert.equal(watching, 0)
})

test('a wait that is given up rejects, though the client says nothing more', async () => {
  let giveUp: (reason: unknown) => void = () => {}
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  }
  const body = new Body(silent, undefined, {
    max: 100,
    watch: (give) => {
      giveUp = give
      return () => {}
    },
  })
  const peeked = Promise.resolve(body.peek(1))
  assert.equal(body.awaited, true)
  giveUp(new GatewayError('body_timeout'))
  await assert.rejects(peeked, code('body_timeout'))
  assert.equal(body.awaited, false)
})

test('a wait for a client that has left already is over at once, and its watch released', async () => {
  let watching = 0
  const body = new Body(pieces('ab'), undefined, {
    max: 100,
    watch: (give) => {
      watching++
      give(new GatewayError('client_gone'))
      return () => {
        watching--
      }
    },
  })
  await assert.rejects(async () => body.peek(1), code('client_gone'))
  assert.equal(watching, 0)
})

test('discard() ends a wait that is under way and cancels a stream', async () => {
  let cancelled = false
  const silent = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true
    },
  })
  const body = new Body(silent, undefined, generous)
  const peeked = Promise.resolve(body.peek(1))
  body.discard()
  await assert.rejects(peeked)
  assert.equal(cancelled, true)
})

test('discard() leaves the connection of an iterator to its server', async () => {
  let returned = false
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: utf8('ab') }),
      return: async () => {
        returned = true
        return { done: true, value: undefined }
      },
    }),
  }
  const body = new Body(source, undefined, generous)
  await body.peek(1)
  body.discard()
  assert.equal(returned, false)
})
