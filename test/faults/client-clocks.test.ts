import assert from 'node:assert/strict'
import { delay, type RawClient, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const HEAD = 'POST /up/echo HTTP/1.1\r\nhost: localhost\r\n'

type Connect = () => Promise<RawClient>

async function givenUp(connect: Connect, start: string, withinMs: number): Promise<void> {
  using client = await connect()
  if (start !== '') await client.write(start)
  await client.waitForClose(withinMs)
  const status = statusOf(client.unread.toString('latin1'))
  assert.ok(status === undefined || (status >= 400 && status < 500), `${status}`)
}

/** Byte by byte, so that no pause is long. */
async function dripped(connect: Connect, withinMs: number): Promise<void> {
  using client = await connect()
  await client.write('GET /up/status/200 HTTP/1.1\r\nhost: localhost\r\nx-slow: ')
  const began = performance.now()
  while (client.closedBy === undefined && performance.now() - began < withinMs) {
    await client.write('y')
    await delay(100)
  }
  assert.notEqual(client.closedBy, undefined, `still open after ${withinMs} ms`)
}

function statusOf(words: string): number | undefined {
  const found = /^HTTP\/1\.1 (\d{3})/.exec(words)?.[1]
  return found === undefined ? undefined : Number(found)
}

forEachRuntime(
  (_runtime, use) => {
    const { promises } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
timeouts: { client: { head: 1s, body_idle: 1s, keep_alive: 4s, stalled: 1s } }
providers: { up: { url: "${url}" } }
`,
    })

    promises('heads that never end are given up, silent or dripping', async ({ connect, upstream }) => {
      const starts = ['', 'GET', 'GET /up/status/200 HTTP/1.1\r\n', `${HEAD}x-more: `]
      await Promise.all([...starts.map((start) => givenUp(connect, start, 25_000)), dripped(connect, 25_000)])
      assert.equal(upstream.requests.length, 0)
    })

    promises('a time of one second for heads is kept', async ({ connect }) => {
      const starts = ['GET /up/status/200 HTTP/1.1\r\n', `${HEAD}x-more: `]
      await Promise.all([...starts.map((start) => givenUp(connect, start, 6_000)), dripped(connect, 6_000)])
    })

    promises('a body that stops is 408 before an answer, and never a whole request', async ({ connect, upstream }) => {
      for (const framing of ['content-length: 100000\r\n\r\nsome', 'transfer-encoding: chunked\r\n\r\n4\r\nsome\r\n']) {
        using client = await connect()
        await client.write(`${HEAD}${framing}`)
        const answer = await client.readResponse()
        assert.equal(answer.status, 408)
        assert.equal(answer.header('x-strait-error'), 'body_timeout')
        const request = upstream.requests.at(-1)
        if (request !== undefined) await until(() => request.state === 'cut')
      }
    })

    promises('a body that keeps moving, however slowly, is not idle', async ({ connect }) => {
      using client = await connect()
      await client.write(`${HEAD}content-length: 8\r\n\r\n`)
      for (const byte of '12345678') {
        await delay(300)
        await client.write(byte)
      }
      assert.equal((await client.readResponse()).text(), '12345678')
    })

    promises('a kept connection outlives the time for a head, and not its own', async ({ connect }) => {
      using client = await connect()
      await client.send({ target: '/up/status/200' })
      await client.readResponse()
      await delay(2_200)
      await client.send({ target: '/up/status/200' })
      assert.equal((await client.readResponse()).status, 200)
      await client.waitForClose(12_000)
    })

    promises('an upstream’s silence is not the client’s: its connection stays', async ({ connect, upstream }) => {
      using early = await connect()
      using late = await connect()
      await early.send({ method: 'POST', target: '/up/slow-head?gate=silence', body: '{}' })
      await late.send({ target: '/up/pause?gate=silence' })
      const opened = await late.openResponse()
      // Twice as long as any clock toward clients that could strike wrongly.
      await delay(2_200)
      upstream.open('silence')
      assert.equal((await early.readResponse()).status, 200)
      await opened.done
      assert.equal(opened.text(), 'beforeafter')
      assert.equal(opened.complete, true)
    })

    promises(
      'a client that accepts no byte is dropped, and its upstream call with it',
      async ({ connect, upstream }) => {
        using client = await connect()
        client.pause()
        await client.send({ target: '/up/huge?mb=256&stalled' })
        const request = await upstream.waitForRequest((one) => one.target.includes('stalled'))
        await upstream.waitForClose(request, 8_000)
      },
    )

    promises('a client that reads slowly but reads is not', async ({ connect }) => {
      using client = await connect()
      await client.send({ target: '/up/huge?mb=32' })
      const answer = await client.openResponse()
      for (let i = 0; i < 5; i++) {
        client.pause()
        await delay(400)
        client.resume()
        const reached = answer.content.length + 1_000_000
        await until(() => answer.content.length >= reached || answer.complete, { timeoutMs: 10_000 })
      }
      await answer.done
      assert.equal(answer.complete, true)
      assert.equal(answer.content.length, 32 * 1024 * 1024)
    })
  },
  { together: true },
)
