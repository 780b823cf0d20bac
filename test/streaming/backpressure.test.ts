import assert from 'node:assert/strict'
import { type App, chunkBytes, delay, type RawClient, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const MB = 1024 * 1024
const GB = 1024 * MB
/** What may stand in the kernel's buffers and ours on the whole way, and what memory may grow by. */
const ON_THE_WAY = 64 * MB
const BLOCK = Buffer.alloc(256 * 1024, 'backpressure')

/** Waits until a counter has stood still for a while; returns it. */
async function settled(count: () => number): Promise<number> {
  for (;;) {
    const before = count()
    await delay(400)
    if (before > 0 && count() === before) return before
  }
}

function assertFlat(app: App, idle: number, what: string): void {
  const grown = app.rss() - idle
  assert.ok(grown < ON_THE_WAY, `${what}: ${Math.round(grown / MB)} MB above idle (${Math.round(idle / MB)} MB)`)
}

forEachRuntime((_runtime, use) => {
  const { promises } = use({ upstream: { keepBytes: 0 } })

  for (const chunked of [false, true]) {
    const framing = chunked ? 'in chunks' : 'with a length'

    promises(
      `an answer of 1 GB ${framing} that nobody reads stops the upstream and keeps memory flat`,
      async (stage) => {
        const { app, connect, upstream } = stage
        let sent = 0
        upstream.script('/flood', async (_request, reply) => {
          reply.head(200, 'OK', chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': `${GB}` })
          while (sent < GB && (await (chunked ? reply.chunk(BLOCK) : reply.raw(BLOCK)))) sent += BLOCK.length
        })
        const idle = app.rss()
        using client = await connect({ keepBytes: 0 })
        client.pause()
        await client.send({ target: '/up/flood' })
        const stopped = await settled(() => sent)
        assert.ok(stopped < ON_THE_WAY, `the upstream was let send ${Math.round(stopped / MB)} MB`)
        assertFlat(app, idle, 'unread')
        client.resume()
        const answer = await client.openResponse()
        await answer.waitForBytes(stopped + 32 * MB)
        assertFlat(app, idle, 'read on')
        client.close()
        const [seen] = upstream.requests.slice(-1)
        assert.ok(seen !== undefined)
        await upstream.waitForClose(seen)
      },
    )

    promises(`an upstream that does not read slows an upload ${framing} and keeps memory flat`, async (stage) => {
      const { app, connect, upstream } = stage
      const target = `/held?${framing.replaceAll(' ', '-')}`
      upstream.script('/held', async (request, reply) => {
        reply.pauseReading()
        await upstream.gate(framing)
        reply.resumeReading()
        await request.body
        await reply.json(200, { bytes: request.content.length })
      })
      const idle = app.rss()
      using client = await connect({ timeoutMs: 20_000 })
      const upload = new Upload(client, 128 * MB, chunked)
      void upload.run(`/up${target}`)
      const stopped = await settled(() => upload.taken)
      assert.ok(stopped < ON_THE_WAY, `the client was let send ${Math.round(stopped / MB)} MB`)
      assertFlat(app, idle, 'held')
      upstream.open(framing)
      const answer = await client.readResponse()
      assert.deepEqual(answer.json(), { bytes: 128 * MB })
      assertFlat(app, idle, 'moving')
    })
  }

  promises('a client that reads slowly gets everything', async ({ connect }) => {
    using client = await connect({ keepBytes: 0 })
    await client.send({ target: '/up/huge?mb=24&chunked' })
    const answer = await client.openResponse()
    for (let at = 4; at < 24; at += 4) {
      await answer.waitForBytes(at * MB)
      client.pause()
      await delay(30)
      client.resume()
    }
    await answer.done
    assert.deepEqual([answer.complete, answer.content.length], [true, 24 * MB])
  })

  promises('one client that does not read holds up no other', async ({ connect, exchange, upstream }) => {
    using lazy = await connect({ keepBytes: 0 })
    lazy.pause()
    await lazy.send({ target: '/up/huge?mb=256&lazy' })
    await upstream.waitForRequest((one) => one.target.endsWith('lazy'))
    for (let i = 0; i < 5; i++) {
      const { answer } = await exchange({ method: 'POST', target: '/up/echo', body: `quick ${i}` })
      assert.equal(answer.status, 200)
    }
    await until(() => lazy.socket.writable, { what: 'the lazy client to be connected' })
  })
})

/** Writes a body block by block, each after the kernel took the one before. */
class Upload {
  taken = 0
  readonly #client: RawClient
  readonly #bytes: number
  readonly #chunked: boolean

  constructor(client: RawClient, bytes: number, chunked: boolean) {
    this.#client = client
    this.#bytes = bytes
    this.#chunked = chunked
  }

  async run(target: string): Promise<void> {
    const framing = this.#chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${this.#bytes}`
    await this.#client.write(`POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${framing}\r\n\r\n`)
    while (this.taken < this.#bytes) {
      if (!(await this.#client.write(this.#chunked ? chunkBytes(BLOCK) : BLOCK))) return
      this.taken += BLOCK.length
    }
    if (this.#chunked) await this.#client.write('0\r\n\r\n')
  }
}
