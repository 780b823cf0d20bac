import assert from 'node:assert/strict'
import { deferred, type Script, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { hangs, held, resets, says } from './scripts.ts'

forEachRuntime((_runtime, use) => {
  const both = 'targets: [{ provider: a }, { provider: b }]'
  const again = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
  asked: { type: openai, url: "${url.a}", breaker: { failures: 1, rest: 1h, longest: 1h } }
  late: { type: openai, url: "${url.a}", breaker: { failures: 1, rest: 1h, longest: 1h } }
  spare: { type: openai, url: "${url.b}" }
configs:
  pc-hurried: { strategy: { mode: fallback }, request_timeout: 50, targets: [{ provider: "@late" }, { provider: "@spare" }] }
routes:
  - { path: /ejects/*, to: { strategy: fallback, breaker: { failures: 3, rest: 1h, longest: 1h }, ${both} } }
  - { path: /shares/*, to: { strategy: loadbalance, breaker: { failures: 3, rest: 1h, longest: 1h }, ${both} } }
  - { path: /broken/*, to: { strategy: loadbalance, breaker: { failures: 3, rest: 1h, longest: 1h }, ${both} } }
  - { path: /halves/*, to: { strategy: loadbalance, breaker: { failures: 3, rest: 1h, longest: 1h }, ${both} } }
  - path: /rate/*
    to: { strategy: loadbalance, breaker: { failures: 0, rate: { share: 50, of: 10 }, rest: 1h, longest: 1h }, ${both} }
  - { path: /rests/*, to: { strategy: fallback, breaker: { failures: 2, rest: 700ms, longest: 700ms }, ${both} } }
  - { path: /both/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /shared-by-both/*, to: { strategy: loadbalance, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /limited/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /alone/*, to: { provider: a, breaker: { failures: 1, rest: 1h, longest: 1h } } }
  - { path: /kept/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /room/*, to: { provider: a, concurrency: 1 } }
  - { path: /hurried/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /owed-close/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
  - { path: /owed-reset/*, to: { strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, ${both} } }
`,
  })
  const { promises, at, does, ask, asked } = again

  promises('what keeps failing is left alone as long as there is another', async () => {
    does({ a: says(500) })
    for (let i = 0; i < 10; i++) assert.equal((await ask('/ejects/x')).text(), 'b')
    assert.equal(at.a.requests.length, 3)
  })

  promises('in a balance of several as well', async () => {
    does({ a: says(500) })
    for (let i = 0; i < 60; i++) await ask('/shares/x')
    assert.equal(at.a.requests.length, 3)
    assert.equal(at.b.requests.length, 57)
  })

  promises('a failure is also a connection that broke, before the head or in the middle of the answer', async () => {
    const half: Script = async (request, reply) => {
      await request.body
      reply.head(200, 'OK', { 'content-type': 'text/plain', 'content-length': '100' })
      await reply.raw('half')
      reply.close()
    }
    for (const [route, script] of [
      ['broken', resets],
      ['halves', half],
    ] as const) {
      at.a.clear()
      does({ a: script })
      // One that Strait cuts short too may be cut before its head is whole.
      for (let i = 0; i < 40; i++) await ask(`/${route}/x`).catch(() => {})
      assert.equal(at.a.requests.length, 3, route)
    }
  })

  promises('so many failures among all attempts', async () => {
    let n = 0
    does({ a: (request, reply) => says(n++ % 3 === 2 ? 200 : 500, 'a')(request, reply) })
    for (let i = 0; i < 80; i++) await ask('/rate/x')
    assert.equal(at.a.requests.length, 10, 'two of three fail; ten of them are enough to tell')
  })

  promises('429 is no failure of the target: it says itself when to come back', async () => {
    does({ a: says(429) })
    for (let i = 0; i < 5; i++) await ask('/limited/x')
    assert.equal(asked(), 'a b a b a b a b a b')
  })

  const falls = (first: string, more: object = {}) =>
    JSON.stringify({ strategy: { mode: 'fallback' }, targets: [{ provider: first }, { provider: '@spare' }], ...more })
  const asks = (said: string) =>
    ask('/v1/chat/completions', { headers: { 'content-type': 'application/json', 'x-portkey-config': said } })

  // Who waits so short a time may not hear of the spare one in time either: what the next caller gets is what counts.
  promises('a caller that will not wait takes the target away from nobody else', async () => {
    const headers = { 'content-type': 'application/json', 'x-portkey-request-timeout': '50' }
    does({ a: hangs })
    for (let i = 0; i < 3; i++) await ask('/hurried/x', { headers })
    for (let i = 0; i < 3; i++) await asks(falls('@asked', { request_timeout: 50 }))
    does({ a: says(200, 'a') })
    assert.equal((await ask('/hurried/x')).text(), 'a')
    assert.equal((await asks(falls('@asked'))).text(), 'a')
  })

  promises('what the operator’s own config says of the time is a word about the target', async () => {
    does({ a: hangs })
    for (let i = 0; i < 3; i++) await asks('pc-hurried')
    does({ a: says(200, 'a') })
    assert.equal((await asks(falls('@late'))).text(), 'b')
  })

  for (const end of ['close', 'reset'] as const) {
    const name = `a client that owes its body until the target has had enough (${end}) takes it away from nobody else`
    promises(name, async ({ connect }) => {
      const hadEnough: Script = (_request, reply) => void setTimeout(() => reply[end](), 300)
      does({ a: hadEnough, b: hangs })
      const headers = { 'content-type': 'application/json', 'content-length': '100' }
      for (let i = 0; i < 2; i++) {
        at.b.clear()
        const client = await connect()
        await client.send({ method: 'POST', target: `/owed-${end}/x`, headers, body: '{"model":"m"' })
        const next = await at.b.waitForRequest()
        client.reset()
        await at.b.waitForClose(next)
      }
      does({ a: says(200, 'a'), b: says(200, 'b') })
      assert.equal((await ask(`/owed-${end}/x`)).text(), 'a')
    })
  }

  promises('after its rest one request finds out, and not all of them', async () => {
    does({ a: says(500) })
    for (let i = 0; i < 5; i++) await ask('/rests/x')
    assert.equal(at.a.requests.length, 2)
    const gate = deferred()
    does({ a: held(gate.promise, says(200, 'a')) })
    at.a.clear()
    const under: Promise<unknown>[] = []
    await until(async () => {
      const asking = ask('/rests/x', { timeoutMs: 20_000 })
      under.push(asking)
      // Until its rest is over b answers; from then on a has it.
      return (await Promise.race([asking, at.a.waitForRequest(undefined, 20_000)])) && at.a.requests.length === 1
    })
    for (let i = 0; i < 10; i++) assert.equal((await ask('/rests/x')).text(), 'b', 'one probe at a time')
    assert.equal(at.a.requests.length, 1)
    gate.resolve()
    await Promise.all(under)
    assert.equal((await ask('/rests/x')).text(), 'a', 'it went well')
  })

  promises('never all of them: better a bad target than none', async () => {
    does({ a: says(500, 'a is down'), b: says(502, 'b is down') })
    for (let i = 0; i < 4; i++) {
      const answer = await ask('/both/x')
      assert.deepEqual([answer.status >= 500, answer.header('x-strait-error')], [true, undefined])
    }
    does({ a: says(200, 'a is back') })
    assert.equal((await ask('/both/x')).text(), 'a is back')
    does({ a: says(500, 'down'), b: says(500, 'down') })
    for (let i = 0; i < 10; i++) assert.equal((await ask('/shared-by-both/x')).text(), 'down')
    does({ a: says(200, 'up'), b: says(200, 'up') })
    assert.equal((await ask('/shared-by-both/x')).text(), 'up')
    does({ a: says(500, 'down') })
    for (let i = 0; i < 4; i++) assert.equal((await ask('/alone/x')).text(), 'down')
    does({ a: says(200, 'up') })
    assert.equal((await ask('/alone/x')).text(), 'up')
  })

  promises('a reload forgets nothing: neither who is ejected nor who is inside', async ({ app }) => {
    const gate = deferred()
    does({
      a: (request, reply) => (request.path === '/down' ? says(500) : held(gate.promise, says(200)))(request, reply),
    })
    await ask('/kept/down')
    const inside = ask('/room/held', { timeoutMs: 20_000 })
    await at.a.waitForRequest((one) => one.path === '/held')
    assert.equal((await ask('/room/x')).status, 503)
    await app.reload(`${again.config}timeouts: { idle: 5m }\n`)
    at.a.clear()
    for (let i = 0; i < 3; i++) assert.equal((await ask('/kept/x')).text(), 'b', 'it is still ejected')
    assert.equal((await ask('/room/x')).status, 503, 'its room is still full')
    assert.equal(at.a.requests.length, 0)
    await app.reload(again.config.replace('{ provider: a, concurrency: 1 }', '{ provider: a, concurrency: 2 }'))
    const second = ask('/room/second', { timeoutMs: 20_000 })
    await at.a.waitForRequest((one) => one.path === '/second')
    assert.equal((await ask('/room/x')).status, 503, 'one more, as the new config says')
    gate.resolve()
    assert.deepEqual([(await inside).status, (await second).status], [200, 200])
    assert.equal((await ask('/room/x')).status, 200)
  })
})
