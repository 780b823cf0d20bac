import assert from 'node:assert/strict'
import { forEachRuntime, type Stage } from '../suite.ts'

/** Each piece is one write of the upstream; some cut an event, a line or a character in two. */
const STREAMS: readonly (readonly [what: string, type: string, pieces: readonly string[]])[] = [
  ['SSE', 'text/event-stream', ['data: {"a":1}\n\n', 'data: {"b"', ':2}\n', '\n: ping\n\n', 'data: [DONE]\n\n']],
  ['SSE with CRLF', 'text/event-stream', ['event: a\r\n', 'data: 1\r\n\r', '\n\r\n\r\n', 'data: \xff\xc3(\r\n\r\n']],
  ['NDJSON', 'application/x-ndjson', ['{"a":1}\n', '{"b":', '2}\n']],
  [
    'AWS event-stream',
    'application/vnd.amazon.eventstream',
    ['\0\0\0\x10\0\0\0\0', '\x05\xc2\x48\xeb', '\x7d\x98\xc8\xff'],
  ],
  ['JSON', 'application/json', ['[{"text":"', 'caf\xc3', '\xa9"}', ']']],
  ['plain text', 'text/plain; charset=utf-8', ['one', 'two', 'three']],
  ['a body without a type', '', ['one', 'two']],
]

let gates = 0

/** The upstream sends each piece only after the client has seen the one before. */
async function followStream({ connect, upstream }: Stage, type: string, pieces: readonly string[], length: boolean) {
  const gate = `piece-${gates++}-`
  upstream.script('/pieces', async (_request, reply) => {
    const framing = length ? ['content-length', `${pieces.join('').length}`] : ['transfer-encoding', 'chunked']
    await reply.head(200, 'OK', [...(type === '' ? [] : ['content-type', type]), ...framing])
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) await upstream.gate(gate + i)
      await (length ? reply.raw(piece) : reply.chunk(piece))
    }
    reply.end()
  })
  using client = await connect()
  await client.send({ method: 'POST', target: '/up/pieces', body: '{"stream":true}' })
  const answer = await client.openResponse()
  let soFar = 0
  for (const [i, piece] of pieces.entries()) {
    soFar += piece.length
    await answer.waitForBytes(soFar)
    assert.equal(answer.content.length, soFar)
    upstream.open(gate + (i + 1))
  }
  await answer.done
  assert.equal(answer.complete, true)
  assert.equal(answer.body.toString('latin1'), pieces.join(''))
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [what, type, pieces] of STREAMS) {
    promises(`every chunk of ${what} is handed on when it comes`, async (stage) => {
      await followStream(stage, type, pieces, false)
      await followStream(stage, type, pieces, true)
    })
  }

  promises('single bytes are handed on one by one', async (stage) => {
    await followStream(stage, 'text/plain', [...'abcdefgh'], false)
  })

  promises('the head is handed on as soon as it is there', async ({ connect, upstream }) => {
    upstream.script('/head-first', async (_request, reply) => {
      await reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
      await upstream.gate('head-seen')
      await reply.chunk('data: 1\n\n')
      reply.end()
    })
    using client = await connect({ timeoutMs: 3_000 })
    await client.send({ target: '/up/head-first' })
    try {
      const answer = await client.openResponse()
      assert.equal(answer.status, 200)
      upstream.open('head-seen')
      await answer.done
      assert.equal(answer.text(), 'data: 1\n\n')
    } finally {
      upstream.open('head-seen')
    }
  })

  promises('the end is handed on when it comes', async ({ connect, upstream }) => {
    upstream.script('/ends', async (_request, reply) => {
      reply.head(200, 'OK', { 'transfer-encoding': 'chunked' })
      await reply.chunk('all')
      await upstream.gate('end')
      reply.end()
    })
    using client = await connect()
    await client.send({ target: '/up/ends' })
    const answer = await client.openResponse()
    await answer.waitForText('all')
    assert.equal(answer.endAt, undefined)
    upstream.open('end')
    await answer.done
    assert.equal(answer.complete, true)
  })

  promises('an answer of chunks without a body ends cleanly', async ({ exchange, upstream }) => {
    upstream.script('/no-chunks', async (_request, reply) => {
      reply.head(200, 'OK', { 'transfer-encoding': 'chunked' })
      await reply.endChunks()
    })
    const { answer } = await exchange({ target: '/up/no-chunks' })
    assert.deepEqual([answer.status, answer.complete, answer.content.length], [200, true, 0])
  })
})
