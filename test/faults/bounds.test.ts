import assert from 'node:assert/strict'
import { type RawClient, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { assertRefused } from './refusal.ts'

const lines = (count: number, size = 1): [string, string][] =>
  Array.from({ length: count }, (_, i) => [`x-line-${i}`, 'v'.repeat(size)])

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
bounds: { body: 10kB, head: 4kB, headers: 30, target: 500B, concurrency: 4, answer_head: 8kB }
providers: { up: { url: "${url}" } }
`,
  })

  promises('a body declared too large is 413, and nothing of it goes up', async ({ exchange, upstream }) => {
    const { answer } = await exchange({ method: 'POST', target: '/up/echo?declared', body: 'x'.repeat(10_001) })
    const { message } = assertRefused(answer, 413, 'body_too_large')
    assert.match(message, /bounds\.body/)
    assert.equal(upstream.requests.filter((one) => one.target.includes('declared')).length, 0)
  })

  promises('a client that uploads far too much gets to read its 413', async ({ exchange }) => {
    const body = Array.from({ length: 64 }, () => 'x'.repeat(64 * 1024))
    const { answer } = await exchange({ method: 'POST', target: '/up/echo', body })
    assertRefused(answer, 413, 'body_too_large')
  })

  promises('chunks that come to too much are 413, and never a whole request', async ({ exchange, upstream }) => {
    const body = Array.from({ length: 11 }, () => 'x'.repeat(1_000))
    const { answer } = await exchange({ method: 'POST', target: '/up/no-head?chunks', body, chunked: true })
    assertRefused(answer, 413, 'body_too_large')
    const reached = upstream.requests.filter((one) => one.target.includes('chunks'))
    await until(() => reached.every((one) => one.state === 'cut'))
  })

  promises('a body of exactly the bound passes, declared and in chunks', async ({ exchange }) => {
    const body = Array.from({ length: 10 }, () => 'x'.repeat(1_000))
    for (const chunked of [false, true]) {
      const { answer } = await exchange({ method: 'POST', target: '/up/echo', body, chunked })
      assert.equal(answer.content.length, 10_000)
    }
  })

  promises('header lines too large together are 431', async ({ exchange }) => {
    for (const headers of [lines(1, 4_100), lines(20, 250), lines(1, 30_000), lines(25, 8_000)]) {
      const { answer, received } = await exchange({ target: '/up/status/200', headers })
      assert.equal(answer.status, 431)
      assert.equal(received.length, 0)
    }
  })

  promises('a refused head names its bound', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/status/200', headers: lines(1, 5_000) })
    const { message } = assertRefused(answer, 431, 'head_too_large')
    assert.match(message, /bounds\.head/)
  })

  promises('too many header lines are 431', async ({ exchange }) => {
    for (const count of [31, 60, 100, 400]) {
      const { answer, received } = await exchange({ target: '/up/status/200', headers: lines(count) })
      assert.equal(answer.status, 431, `${count} lines`)
      assert.equal(received.length, 0)
    }
  })

  promises('a target too long is 414', async ({ exchange }) => {
    for (const length of [501, 5_000, 15_000]) {
      const { answer, received } = await exchange({ target: `/up/${'y'.repeat(length - 4)}` })
      const { message } = assertRefused(answer, 414, 'target_too_long', `${length}`)
      assert.match(message, /bounds\.target/)
      assert.equal(received.length, 0)
    }
  })

  promises('a target far too long is 414 or 431', async ({ exchange }) => {
    const { answer, received } = await exchange({ target: `/up/${'y'.repeat(200_000)}` })
    assert.ok(answer.status === 414 || answer.status === 431, `${answer.status}`)
    assert.equal(received.length, 0)
  })

  promises('an upstream’s head over the bound is 502', async ({ exchange }) => {
    assert.equal((await exchange({ target: '/up/big-head?kb=6' })).answer.status, 200)
    assertRefused((await exchange({ target: '/up/big-head?kb=12' })).answer, 502, 'upstream_head_too_large')
  })

  promises('one request too many is 503 with retry-after; a free place serves again', async (stage) => {
    const { connect, exchange, upstream } = stage
    const busy: RawClient[] = []
    for (let i = 0; i < 4; i++) {
      const client = await connect()
      await client.send({ method: 'POST', target: '/up/no-head?busy', body: '{}' })
      busy.push(client)
    }
    await until(() => upstream.requests.filter((one) => one.target.includes('busy')).length === 4)
    const { answer, received } = await exchange({ method: 'POST', target: '/up/echo', body: 'one more' })
    assertRefused(answer, 503, 'overloaded')
    assert.match(answer.header('retry-after') ?? '', /^\d+$/)
    assert.equal(received.length, 0)
    assert.equal((await exchange({ target: '/-/healthy' })).answer.status, 200, 'probes are still answered')
    for (const client of busy) client.reset()
    await until(async () => (await exchange({ target: '/up/status/200' })).answer.status === 200)
  })
})
