import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type App, request } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const MB = 1024 * 1024
/** What a process may hold above its idle size, whatever passes through it. */
const HEADROOM = 64 * MB
/** More than what V8 by itself lets dead buffers come to before it looks for them. */
const SIZE = 128 * MB
const BLOCK = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 31 + (i >> 8)) & 0xff))
const BLOCKS = Array.from({ length: SIZE / BLOCK.length }, () => BLOCK)

forEachRuntime((_runtime, use) => {
  const { promises } = use({ upstream: { keepBytes: 0 } })
  const digest = createHash('sha256')
  for (const block of BLOCKS) digest.update(block)
  const sha = digest.digest('hex')

  for (const chunked of [false, true]) {
    const framing = chunked ? 'in chunks' : 'with a length'
    promises(`128 MB up ${framing} arrive byte for byte and are not held`, async ({ app, upstream }) => {
      upstream.script('/take', async (taken, reply) => {
        await taken.body
        await reply.json(200, { bytes: taken.content.length, sha: taken.content.sha256() })
      })
      const memory = watch(app, await warmIdle(app))
      const answer = await request(app.port, {
        method: 'POST',
        target: '/up/take',
        body: BLOCKS,
        chunked,
        timeoutMs: 30_000,
      })
      assert.deepEqual(answer.json(), { bytes: SIZE, sha })
      memory.holds()
    })

    promises(`128 MB down ${framing} arrive byte for byte and are not held`, async ({ app, upstream }) => {
      upstream.script('/give', async (_request, reply) => {
        reply.head(200, 'OK', chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': `${SIZE}` })
        for (const block of BLOCKS) await (chunked ? reply.chunk(block) : reply.raw(block))
        reply.end()
      })
      const memory = watch(app, await warmIdle(app))
      const answer = await request(app.port, { target: '/up/give', keepBytes: 0, timeoutMs: 30_000 })
      assert.equal(answer.complete, true)
      assert.equal(answer.content.length, SIZE)
      assert.equal(answer.content.sha256(), sha)
      memory.holds()
    })
  }
})

const idles = new WeakMap<App, number>()

/** What the app holds once its code is warm, measured before anything large has passed. */
async function warmIdle(app: App): Promise<number> {
  const known = idles.get(app)
  if (known !== undefined) return known
  for (let i = 0; i < 1_000; i++) await request(app.port, { method: 'POST', target: '/up/echo', body: 'warm' })
  const idle = app.rss()
  idles.set(app, idle)
  return idle
}

function watch(app: App, idle: number): { holds(): void } {
  let most = idle
  const timer = setInterval(() => {
    most = Math.max(most, app.rss())
  }, 20)
  return {
    holds() {
      clearInterval(timer)
      const above = Math.round((Math.max(most, app.rss()) - idle) / MB)
      assert.ok(above * MB < HEADROOM, `${above} MB above idle (${Math.round(idle / MB)} MB)`)
    },
  }
}
