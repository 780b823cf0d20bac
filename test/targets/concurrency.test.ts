import assert from 'node:assert/strict'
import { deferred, type Script, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { held, resets, says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, received } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
  shared: { url: "${url.a}", concurrency: 2 }
routes:
  - { path: /one/*, to: { provider: a, concurrency: 1 } }
  - { path: /retried/*, to: { provider: a, concurrency: 1, retry: { attempts: 2 } } }
  - { path: /queue/*, to: { provider: a, concurrency: { most: 2, queue: 1, wait: 30s } } }
  - { path: /patience/*, to: { provider: a, concurrency: { most: 1, queue: 5, wait: 300ms } } }
  - { path: /leaves/*, to: { provider: a, concurrency: { most: 1, queue: 1, wait: 30s } } }
  - { path: /next/*, to: { strategy: fallback, targets: [{ provider: a, concurrency: 1 }, { provider: b }] } }
  - { path: /balance/*, to: { strategy: loadbalance, targets: [{ provider: a, weight: 1000000, concurrency: 1 }, { provider: b, weight: 0.0001 }] } }
  - { path: /shared-1/*, to: { provider: shared } }
  - { path: /shared-2/*, to: { provider: shared } }
  - { path: /many/*, to: { provider: a, concurrency: { most: 4, queue: 100, wait: 30s } } }
`,
  })
  const long = { timeoutMs: 30_000 }
  const reached = (count: number) => until(() => received().length === count, { what: `${count} at the targets` })

  promises('beyond the cap a caller is told when to come back', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200, 'a')) })
    const first = ask('/one/x', long)
    await reached(1)
    const second = await ask('/one/x')
    assertRefused(second, 503, 'target_busy')
    assert.match(String(second.header('retry-after')), /^[1-9]\d*$/)
    assert.equal(received().length, 1)
    gate.resolve()
    assert.equal((await first).text(), 'a')
    assert.equal((await ask('/one/x')).text(), 'a', 'the place is given back')
  })

  promises('and not kept waiting for retries: nothing went wrong at the provider', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200, 'a')) })
    const first = ask('/retried/x', long)
    await reached(1)
    const began = performance.now()
    assertRefused(await ask('/retried/x'), 503, 'target_busy')
    // Two waits of the second that `retry-after` says would be longer.
    assert.ok(performance.now() - began < 1_900)
    gate.resolve()
    await first
  })

  promises('a place is held to the last byte, and given back however it ends', async ({ connect }) => {
    const streams: Script = async (request, reply) => {
      reply.head(200, 'OK', { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' })
      await reply.chunk('begun')
      await at.a.gate(request.path)
      if (request.path === '/reset') reply.reset()
      else await reply.endChunks()
    }
    for (const how of ['whole', 'reset', 'left']) {
      does({ a: streams })
      using client = await connect()
      await client.send({ method: 'POST', target: `/one/${how}`, body: '{}' })
      const answer = await client.openResponse()
      await answer.waitForText('begun')
      assertRefused(await ask('/one/x'), 503, 'target_busy', how)
      if (how === 'left') client.reset()
      else at.a.open(`/${how}`)
      does({ a: says(200, 'a') })
      await until(async () => (await ask('/one/x')).text() === 'a', { what: `the place of what ended ${how}` })
    }
    does({ a: resets })
    assertRefused(await ask('/one/x'), 502, 'upstream_reset')
    does({ a: says(200, 'a') })
    assert.equal((await ask('/one/x')).text(), 'a')
  })

  promises('a few wait, in their order; more are told', async () => {
    const gates = [deferred(), deferred()]
    let n = 0
    does({ a: (request, reply) => held(gates[n++]?.promise ?? Promise.resolve(), says(200))(request, reply) })
    const first = ask('/queue/first', long)
    await reached(1)
    const second = ask('/queue/second', long)
    await reached(2)
    const third = ask('/queue/third', long)
    await until(async () => (await ask('/queue/fourth')).status === 503, { what: 'the queue to be full' })
    assert.equal(received().filter(({ request }) => request.path === '/third').length, 0)
    gates[1]?.resolve()
    assert.equal((await second).status, 200)
    assert.equal((await third).status, 200, 'the place that became free is its own')
    gates[0]?.resolve()
    assert.equal((await first).status, 200)
  })

  promises('nobody waits longer than the config says', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200)) })
    const first = ask('/patience/x', long)
    await reached(1)
    const began = performance.now()
    assertRefused(await ask('/patience/x'), 503, 'target_busy')
    assert.ok(performance.now() - began >= 290, `${performance.now() - began} ms`)
    gate.resolve()
    await first
    assert.equal(received().length, 1)
  })

  promises('who leaves while they wait is asked for by nobody, and the next moves up', async ({ connect }) => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200)) })
    const first = ask('/leaves/first', long)
    await reached(1)
    const client = await connect()
    await client.send({ method: 'POST', target: '/leaves/left', body: '{}' })
    await until(async () => (await ask('/leaves/other')).status === 503, { what: 'it to wait' })
    client.reset()
    // Its place in the queue is free: this one is no longer turned away.
    let third: Promise<number> | undefined
    await until(async () => {
      third = ask('/leaves/third', long).then(({ status }) => status)
      return (await Promise.race([third, new Promise((resolve) => setTimeout(resolve, 300))])) !== 503
    })
    gate.resolve()
    assert.deepEqual([(await first).status, await third], [200, 200])
    assert.deepEqual(
      received().filter(({ request }) => request.path === '/left'),
      [],
    )
  })

  promises('where there is a next target, it has no need to wait', async () => {
    for (const route of ['next', 'balance']) {
      at.a.clear()
      at.b.clear()
      const gate = deferred()
      does({ a: held(gate.promise, says(200, 'a')) })
      const first = ask(`/${route}/x`, long)
      await reached(1)
      for (let i = 0; i < 5; i++) assert.equal((await ask(`/${route}/x`)).text(), 'b')
      gate.resolve()
      assert.equal((await first).text(), 'a')
      assert.equal(at.a.requests.length, 1)
    }
  })

  promises('a cap of a provider counts on all routes to it', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200)) })
    const two = [ask('/shared-1/x', long), ask('/shared-2/x', long)]
    await reached(2)
    assert.equal((await ask('/shared-1/x')).status, 503)
    assert.equal((await ask('/shared/x')).status, 503, 'and on its own door')
    gate.resolve()
    await Promise.all(two)
  })

  promises('a crowd goes through the narrow door, never more than its width at a time', async () => {
    let inside = 0
    let most = 0
    does({
      a: async (request, reply) => {
        most = Math.max(most, ++inside)
        await request.body
        await new Promise((resolve) => setTimeout(resolve, 2))
        inside--
        await reply.send(200, request.path)
      },
    })
    const all = Array.from({ length: 80 }, (_, i) => ask(`/many/${i}`, long).then((answer) => answer.text()))
    assert.deepEqual(
      await Promise.all(all),
      Array.from({ length: 80 }, (_, i) => `/${i}`),
    )
    assert.ok(most <= 4, `${most} at a time`)
  })
})
