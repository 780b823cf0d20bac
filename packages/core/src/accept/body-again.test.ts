import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../test/random.ts'
import type { UpstreamBody } from '../runtime.ts'
import { concat, utf8 } from '../web/bytes.ts'
import { Body } from './body.ts'

type Chunks = AsyncIterator<Uint8Array>

function chunksOf(sent: UpstreamBody): Chunks {
  assert.ok(sent.kind === 'stream')
  return sent.chunks[Symbol.asyncIterator]()
}

/** A client that sends a piece when it is told to. */
function handClient(): { source: AsyncIterable<Uint8Array>; send(text: string): void; end(): void } {
  const waiting: ((step: IteratorResult<Uint8Array>) => void)[] = []
  const steps: IteratorResult<Uint8Array>[] = []
  const push = (step: IteratorResult<Uint8Array>) => {
    const wake = waiting.shift()
    if (wake === undefined) steps.push(step)
    else wake(step)
  }
  const next = (): Promise<IteratorResult<Uint8Array>> => {
    const step = steps.shift()
    return step === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(step)
  }
  return {
    source: { [Symbol.asyncIterator]: () => ({ next }) },
    send: (text) => push({ done: false, value: utf8(text) }),
    end: () => push({ done: true, value: undefined }),
  }
}

function text(parts: readonly Uint8Array[]): string {
  return new TextDecoder().decode(concat(parts))
}

async function rest(chunks: Chunks): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = []
  for (let step = await chunks.next(); step.done !== true; step = await chunks.next()) parts.push(step.value)
  return parts
}

test('peek() between two attempts loses no piece that the first had asked for', async () => {
  const client = handClient()
  const body = new Body(client.source, undefined, { max: 1e6 })
  body.keep(1000)
  client.send('one ')
  client.send('two ')
  const first = chunksOf(body.send())
  await first.next()
  await first.next()
  const pending = first.next().catch(() => {})
  body.recall()
  assert.equal(text([(await body.peek(5)).bytes]), 'one two ')
  const second = rest(chunksOf(body.send()))
  client.send('three')
  client.end()
  assert.equal(text(await second), 'one two three')
  await pending
})

test('settle() takes no piece from an upload that an attempt before had asked for', async () => {
  const client = handClient()
  const body = new Body(client.source, undefined, { max: 1e6 })
  body.keep(1000)
  client.send('one ')
  const first = chunksOf(body.send())
  await first.next()
  const pending = first.next().catch(() => {})
  body.recall()
  const second = chunksOf(body.send())
  const parts = [(await second.next()).value as Uint8Array]
  body.settle()
  const left = rest(second)
  client.send('two ')
  client.send('three')
  client.end()
  assert.equal(text([...parts, ...(await left)]), 'one two three')
  await pending
})

test('recall() keeps an upload that was given up from taking what the next one needs', async () => {
  const client = handClient()
  const body = new Body(client.source, undefined, { max: 1e6 })
  body.keep(10)
  client.send('one ')
  const first = chunksOf(body.send())
  await first.next()
  const pending = first.next()
  body.recall()
  client.send('two')
  await assert.rejects(pending)
  client.send('larger than may be kept')
  client.end()
  assert.deepEqual(await rest(first), [], 'it takes no more')
  assert.equal(body.replayable, true)
  assert.equal(text(await rest(chunksOf(body.send()))), 'one twolarger than may be kept')
})

test('keep() holds a body of just as many bytes, and none of one more', async () => {
  for (const [limit, again] of [
    [6, true],
    [5, false],
  ] as const) {
    const client = handClient()
    for (const piece of ['ab', 'cd', 'ef']) client.send(piece)
    client.end()
    const body = new Body(client.source, undefined, { max: 1e6 })
    body.keep(limit)
    const chunks = chunksOf(body.send())
    let sent = ''
    while (sent.length < 6) sent += text([(await chunks.next()).value ?? utf8('')])
    assert.equal(sent, 'abcdef')
    assert.equal(body.replayable, again, 'before its end is asked for')
    assert.equal((await chunks.next()).done, true)
    assert.equal(body.replayable, again)
  }
})

/** Lets what is under way go on a little, or a little more. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined
}

async function* client(bytes: Uint8Array, random: () => number): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(40)
  for (let at = 0; at < bytes.length; ) {
    await turns(lessThan(12, random))
    // A server that uses its buffer again.
    const piece = bytes.subarray(at, at + lessThan(40, random))
    memory.set(piece)
    yield memory.subarray(0, piece.length)
    at += piece.length
  }
}

test('keep(): every attempt that comes to its end has sent just the bytes of the client', async () => {
  let ended = 0
  let repeated = 0
  for (let seed = 1; seed <= 1500; seed++) {
    const random = randomFrom(seed)
    const bytes = Uint8Array.from({ length: lessThan(400, random) }, () => lessThan(256, random))
    const length = random() < 0.5 ? bytes.length : undefined
    const body = new Body(client(bytes, random), length, { max: 1000 })
    body.keep(lessThan(600, random))
    if (random() < 0.3) await body.peek(lessThan(500, random))
    const left: Promise<unknown>[] = []
    for (let attempt = 0; attempt < 5 && body.replayable; attempt++) {
      if (attempt > 0) repeated++
      const sent = body.send()
      if (sent.kind !== 'stream') {
        assert.deepEqual(sent.kind === 'bytes' ? sent.bytes : new Uint8Array(0), bytes, `seed ${seed}`)
        ended++
        continue
      }
      const chunks = chunksOf(sent)
      const isLast = attempt === 4 || random() < 0.3
      const most = isLast ? Number.POSITIVE_INFINITY : lessThan(12, random)
      const settles = isLast ? lessThan(12, random) : -1
      const parts: Uint8Array[] = []
      let whole = false
      for (let n = 0; n < most && !whole; n++) {
        if (n === settles) body.settle()
        const step = await chunks.next()
        if (step.done === true) whole = true
        // A transport that is done with a piece before it asks for the next.
        else parts.push(new Uint8Array(step.value))
      }
      const seen = concat(parts)
      assert.deepEqual(seen, bytes.subarray(0, seen.length), `seed ${seed}`)
      if (whole) {
        assert.equal(seen.length, bytes.length, `seed ${seed}`)
        ended++
      } else if (random() < 0.6) {
        // Given up while it waits for more, or comes back for more later.
        left.push(
          chunks.next().then(
            (step) => step.done === true || assert.ok(isPart(step.value, bytes, seen.length), `seed ${seed}`),
            () => {},
          ),
        )
        await turns(lessThan(4, random))
      }
      if (isLast) break
      if (!body.replayable) break
      body.recall()
      await turns(lessThan(20, random))
      if (random() < 0.4) {
        const { bytes: seenNow } = await body.peek(lessThan(500, random))
        assert.deepEqual(seenNow, bytes.subarray(0, seenNow.length), `seed ${seed}`)
      }
    }
    await Promise.all(left)
    body.discard()
  }
  assert.ok(ended > 500 && repeated > 500, `${ended} ended, ${repeated} were repeated`)
})

function isPart(piece: Uint8Array, bytes: Uint8Array, at: number): boolean {
  return piece.every((byte, i) => byte === bytes[at + i])
}
