import assert from 'node:assert/strict'
import { forEachRuntime, standardConfig } from '../suite.ts'
import { assertRefused, refusalOf } from './refusal.ts'

/** What an upstream does instead of an answer, and how the caller learns of it. */
const FAULTS: readonly (readonly [behaviour: string, code: string])[] = [
  ['reset-before-head', 'upstream_reset'],
  ['fin-before-head', 'upstream_reset'],
  ['half-head', 'upstream_reset'],
  ['half-head?then=reset', 'upstream_reset'],
  ['garbage', 'upstream_malformed'],
  ['bad-status', 'upstream_malformed'],
  ['nul-in-header', 'upstream_malformed'],
  ['different-lengths', 'upstream_malformed'],
  ['bad-length', 'upstream_malformed'],
  ['space-before-colon', 'upstream_malformed'],
  ['big-head?kb=300', 'upstream_head_too_large'],
  ['unasked-101', 'upstream_unexpected_upgrade'],
]

/** Framing that RFC 9112 lets a client mend or refuse: whatever is done, one answer comes of it and no second. */
const DOUBTFUL = ['both-lengths', 'double-length', 'bare-lf', 'folded-header'] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: (upstream) => `${standardConfig(upstream)}  - path: /small/*\n    to: { url: "${upstream.url}" }\n`,
  })

  for (const [behaviour, code] of FAULTS) {
    promises(`${behaviour} is 502 ${code}`, async ({ exchange }) => {
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? { body: '{"model":"m"}' } : {}
        const { answer, received } = await exchange({ method, target: `/up/${behaviour}`, ...body })
        assertRefused(answer, 502, code, `${method} ${behaviour}`)
        assert.equal(received.length, 1, 'sent once')
      }
    })
  }

  for (const behaviour of DOUBTFUL) {
    promises(`${behaviour} in an answer is mended or refused`, async ({ exchange }) => {
      const { answer } = await exchange({ target: `/up/${behaviour}` })
      if (answer.status === 502) refusalOf(answer)
      else assert.deepEqual(answer.problems, [])
      const next = await exchange({ target: '/up/json?bytes=100' })
      assert.equal(next.answer.content.length, 100)
    })
  }

  promises('an endless head is refused and read no further', async ({ connect, upstream }) => {
    let taken = 0
    upstream.script('/endless-head', async (_request, reply) => {
      await reply.raw('HTTP/1.1 200 OK\r\n')
      while (taken < 64e6 && (await reply.raw(`x-filler: ${'y'.repeat(16_000)}\r\n`))) taken += 16_000
    })
    using client = await connect()
    await client.send({ target: '/up/endless-head' })
    assertRefused(await client.readResponse(), 502, 'upstream_head_too_large')
    const request = await upstream.waitForRequest((one) => one.path === '/endless-head')
    await upstream.waitForClose(request)
    assert.ok(taken < 32e6, `${taken} bytes went into the kernel or were read`)
  })

  promises('HEAD is refused without a body', async ({ exchange }) => {
    const { answer } = await exchange({ method: 'HEAD', target: '/up/reset-before-head' })
    assert.equal(answer.status, 502)
    assert.equal(answer.header('x-strait-error'), 'upstream_reset')
    assert.equal(answer.content.length, 0)
  })

  promises('a refusal leaves the client’s connection usable', async ({ connect }) => {
    using client = await connect()
    for (let i = 0; i < 5; i++) {
      await client.send({ method: 'POST', target: '/up/reset-before-head', body: '{}' })
      assertRefused(await client.readResponse(), 502, 'upstream_reset')
      await client.send({ method: 'POST', target: '/up/echo', body: `${i}` })
      assert.equal((await client.readResponse()).text(), `${i}`)
    }
  })
})
