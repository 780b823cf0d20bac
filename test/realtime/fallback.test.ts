import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

forEachRuntime((_runtime, use) => {
  const peer = usePeer()
  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  up: { type: openai, url: "${peer.url}", key: key-up }
  http: { type: openai, url: "${url}", key: key-http }
routes:
  - path: /refused/*
    to: { strategy: fallback, targets: [{ provider: http }, { provider: up }] }
  - path: /dead/*
    to: { strategy: fallback, targets: [{ url: "http://127.0.0.1:1" }, { provider: up, override: { model: m } }] }
  - path: /again/*
    to: { provider: up, retry: { attempts: 2, backoff: { initial: 1ms, max: 1ms } }, concurrency: 1, breaker: true }
`,
  })

  promises('until a provider has agreed, the next one may', async ({ app, upstream }) => {
    upstream.script('/live', async (_request, reply) => {
      await reply.send(503, 'full', ['content-type', 'text/plain'])
    })
    const caller = await Caller.open(app.port, '/refused/live')
    caller.socket.send('hello')
    assert.equal(String((await caller.heard(1))[0]?.data), 'hello')
    caller.socket.close(1000)
    await caller.closed()
    assert.deepEqual(peer.handshakes.at(-1)?.header('authorization'), ['Bearer key-up'])
    const line = await until(() => app.lines().find(({ target }) => target === '/refused/live'), {
      what: () => 'its line',
    })
    assert.equal((line['tried'] as string[]).length, 2)
  })

  promises('a caller’s own fault goes back to the caller', async ({ app, upstream }) => {
    upstream.script('/bad', async (_request, reply) => {
      await reply.send(400, 'no such model', ['content-type', 'text/plain'])
    })
    const refusal = await Caller.refused(app.port, '/refused/bad')
    assert.deepEqual([refusal.status, refusal.body], [400, 'no such model'])
  })

  promises('a target that is not there, and one whose override is for bodies', async ({ app }) => {
    const caller = await Caller.open(app.port, '/dead/x')
    caller.socket.send('there')
    assert.equal(String((await caller.heard(1))[0]?.data), 'there')
    caller.socket.close(1000)
    await caller.closed()
  })

  promises('an open one keeps its place until it is closed', async ({ app }) => {
    const first = await Caller.open(app.port, '/again/x')
    const full = await Caller.refused(app.port, '/again/x')
    assert.deepEqual([full.status, full.headers['x-strait-error']], [503, 'target_busy'])
    first.socket.close(1000)
    await first.closed()
    const next = await until(async () => Caller.open(app.port, '/again/x').catch(() => undefined), {
      what: () => 'a place',
    })
    next.socket.close(1000)
    await next.closed()
  })
})
