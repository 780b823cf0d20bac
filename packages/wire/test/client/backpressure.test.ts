import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { Listener } from './listener.ts'
import { against, answerOf, flowOf, wholeOf } from './rig.ts'
import { ok } from './upstream.ts'
import { settled, until } from './wait.ts'

/**
 * Memory stays flat while a side is slow. STRAIT_LARGE=1 moves 1 GB each way instead of 256 MB.
 * What the kernel holds for a connection of the loopback is some megabytes each way.
 */
const MB = 1 << 20
const TOTAL = (process.env['STRAIT_LARGE'] === '1' ? 1024 : 256) * MB
const IN_FLIGHT_MAX = 24 * MB
const GROWTH_MAX = 30 * MB
const LIMIT = { timeout: 60_000 }

const collect = (globalThis as { gc?: () => void }).gc
function memory(): number {
  collect?.()
  return process.memoryUsage().rss
}

const piece = new Uint8Array(64 * 1024).fill(97)

for (const paused of [false, true]) {
  const who = paused ? 'a reader that has paused' : 'an answer that nobody reads'
  test(`${who} holds the upstream back, and costs no memory`, LIMIT, () =>
    against(
      async (peer) => {
        await peer.request()
        peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${TOTAL}\r\n\r\n`)
        await peer.flood(piece, TOTAL)
        await peer.left()
      },
      async ({ send, upstream }) => {
        const before = memory()
        const flow = flowOf(await answerOf(send()))
        const heard = new Listener({ keep: false })
        if (paused) {
          flow.read(heard)
          flow.pause()
        }
        const sent = await settled(() => upstream.peers[0]?.flushed ?? 0)
        const growth = memory() - before
        assert.ok(sent < IN_FLIGHT_MAX, `the upstream could send ${sent} bytes`)
        assert.ok(growth < GROWTH_MAX, `${Math.round(growth / MB)} MB more`)

        if (paused) flow.resume()
        else flow.read(heard)
        await until('the rest', () => heard.over, 50_000)
        assert.deepEqual([heard.failure, heard.bytes], [undefined, TOTAL])
      },
      { ms: 55_000 },
    ),
  )
}

test('a reader that pauses again and again gets every byte', LIMIT, () =>
  against(
    async (peer) => {
      await peer.request()
      peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${32 * MB}\r\n\r\n`)
      await peer.flood(piece, 32 * MB)
      await peer.left()
    },
    async ({ send }) => {
      const flow = flowOf(await answerOf(send()))
      const heard = new Listener({ keep: false })
      heard.onData = () => {
        flow.pause()
        setTimeout(() => flow.resume(), 0)
      }
      flow.read(heard)
      await until('the end', () => heard.over, 20_000)
      assert.deepEqual([heard.failure, heard.bytes], [undefined, 32 * MB])
    },
    { ms: 25_000 },
  ),
)

for (const length of [undefined, TOTAL]) {
  test(
    `an upload is pulled no faster than the upstream reads: ${length === undefined ? 'chunked' : 'by length'}`,
    LIMIT,
    () => {
      const go = Promise.withResolvers<void>()
      let pulled = 0
      async function* chunks() {
        for (; pulled < TOTAL; ) {
          pulled += piece.length
          yield piece.slice()
        }
      }
      return against(
        async (peer) => {
          await peer.head()
          peer.socket.pause()
          peer.discard()
          await go.promise
          const begun = peer.receivedBytes
          peer.socket.resume()
          await until('every byte', () => peer.receivedBytes - begun >= TOTAL - 4 * MB && pulled === TOTAL, 50_000)
          await settled(() => peer.receivedBytes)
          peer.write(ok(String(peer.receivedBytes)))
          await peer.left()
        },
        async ({ send }) => {
          const before = memory()
          const sending = wholeOf(send({ method: 'POST', body: { kind: 'stream', length, chunks: chunks() } }))
          const ahead = await settled(() => pulled)
          const growth = memory() - before
          assert.ok(ahead < IN_FLIGHT_MAX, `${ahead} bytes were pulled`)
          assert.ok(growth < GROWTH_MAX, `${Math.round(growth / MB)} MB more`)
          go.resolve()
          assert.ok(Number((await sending).text) >= TOTAL)
        },
        { ms: 55_000 },
      )
    },
  )
}
