import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

/** The behaviour, and what of its body comes before the end. */
const DEATHS = [
  ['reset-mid-length', 'only this'],
  ['fin-mid-length', 'only this'],
  ['reset-mid-chunk', 'one whole chunk'],
  ['fin-mid-chunk', 'one whole chunk'],
  ['fin-between-chunks', 'one whole chunk'],
  ['reset-until-eof', 'until a reset'],
] as const

/** A broken transfer has to show in every framing: chunks, a length, or nothing but the end of the connection. */
const CLIENTS = [
  ['a client', {}],
  ['a client that asked to close', { headers: { connection: 'close' } }],
  ['an HTTP/1.0 client', { httpVersion: '1.0' }],
] as const

let count = 0

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [behaviour, first] of DEATHS) {
    for (const [who, options] of CLIENTS) {
      promises(`${behaviour}: ${who} sees an incomplete transfer`, async ({ connect, upstream }) => {
        const gate = `dies-${count++}`
        using client = await connect()
        await client.send({ target: `/up/${behaviour}?gate=${gate}`, ...options })
        const answer = await client.openResponse()
        assert.equal(answer.status, 200)
        await answer.waitForText(first)
        upstream.open(gate)
        await answer.done
        assert.equal(answer.complete, false, `it looks whole: ${answer.framing.kind}, ${answer.ended}`)
        assert.ok(answer.body.toString().startsWith(first))
      })
    }

    promises(`${behaviour}: what came at once is never a whole answer`, async ({ connect }) => {
      for (let i = 0; i < 5; i++) {
        using client = await connect()
        await client.send({ method: 'POST', target: `/up/${behaviour}?ms=0`, body: '{}' })
        const answer = await client.readResponse().catch(() => undefined)
        if (answer !== undefined && answer.status !== 502) assert.equal(answer.complete, false)
      }
    })
  }

  for (const behaviour of ['bad-chunk', 'long-chunk']) {
    promises(`${behaviour}: broken framing never ends cleanly`, async ({ connect }) => {
      using client = await connect()
      await client.send({ target: `/up/${behaviour}` })
      const answer = await client.readResponse().catch(() => undefined)
      if (answer !== undefined && answer.status !== 502) assert.equal(answer.complete, false)
    })
  }

  promises('an upstream that dies right after its head never leaves a whole answer', async ({ connect, upstream }) => {
    for (const how of ['reset', 'close'] as const) {
      for (const framing of [{ 'transfer-encoding': 'chunked' }, { 'content-length': '5' }]) {
        upstream.script('/head-only', async (_request, reply) => {
          await reply.head(200, 'OK', framing)
          reply[how]()
        })
        using client = await connect()
        await client.send({ target: '/up/head-only' })
        const answer = await client.readResponse().catch(() => undefined)
        if (answer !== undefined && answer.status !== 502) assert.equal(answer.complete, false)
      }
    }
  })

  promises('an event cut in two arrives as far as it came', async ({ connect, upstream }) => {
    upstream.script('/half-event', async (_request, reply) => {
      reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
      await reply.chunk('data: {"a":1}\n\ndata: {"b"')
      await upstream.gate('half-event')
      reply.reset()
    })
    using client = await connect()
    await client.send({ target: '/up/half-event' })
    const answer = await client.openResponse()
    await answer.waitForText('{"b"')
    upstream.open('half-event')
    await answer.done
    assert.equal(answer.complete, false)
    assert.equal(answer.text(), 'data: {"a":1}\n\ndata: {"b"')
  })

  promises('after any of it the app serves on', async ({ exchange }) => {
    for (let i = 0; i < 5; i++) {
      const { answer } = await exchange({ method: 'POST', target: '/up/echo', body: 'still here' })
      assert.equal(answer.text(), 'still here')
    }
  })
})
