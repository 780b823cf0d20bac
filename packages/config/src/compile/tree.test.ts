import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Does, FALLBACK, fails, PROVIDERS, routed, says, sentBody, Trees } from './tree-fixture.ts'

test('fallback: which outcomes lead to the next target', async () => {
  const rows: [does: Does, asked: string][] = [
    [says(200), 'a'],
    [says(302), 'a'],
    [says(400), 'a'],
    [says(404), 'a'],
    [says(413), 'a'],
    [says(422), 'a'],
    [says(401), 'a b'],
    [says(403), 'a b'],
    [says(408), 'a b'],
    [says(429), 'a b'],
    [says(500), 'a b'],
    [says(529), 'a b'],
    [fails('upstream_refused', 'no'), 'a b'],
    [fails('upstream_reset', 'maybe'), 'a b'],
    [fails('connect_timeout', 'no'), 'a b'],
  ]
  for (const [does, asked] of rows) {
    const trees = await Trees.of(routed(FALLBACK), { a: does })
    const got = await trees.ask('/r/chat/completions')
    assert.equal(got.asked.join(' '), asked)
    if (asked === 'a b') assert.equal(got.body, 'b')
  }
})

test("fallback: a caller's own 401 is the caller's, and the last answer goes out as it came", async () => {
  const own = await Trees.of(routed('{ strategy: fallback, targets: [{ provider: c }, { provider: b }] }'), {
    c: says(401, 'no'),
  })
  const got = await own.ask('/r/x', '{}', { headers: ['authorization', 'Bearer mine'] })
  assert.deepEqual([got.status, got.body, got.asked], [401, 'no', ['c']])
  const both = await Trees.of(routed(FALLBACK), { a: says(500, 'one'), b: says(503, 'two', ['x-y', 'z']) })
  const last = await both.ask('/r/x')
  assert.deepEqual([last.status, last.body, last.headers.get('x-y'), last.error], [503, 'two', 'z', undefined])
})

test('fallback: on replaces what leads to the next', async () => {
  const on = '{ strategy: fallback, on: [404, unsent], targets: [{ provider: a }, { provider: b }] }'
  const rows: [does: Does, asked: string][] = [
    [says(404), 'a b'],
    [says(500), 'a'],
    [fails('upstream_reset', 'maybe'), 'a'],
    [fails('upstream_refused', 'no'), 'a b'],
  ]
  for (const [does, asked] of rows) {
    const trees = await Trees.of(routed(on), { a: does })
    assert.equal((await trees.ask('/r/x')).asked.join(' '), asked)
  }
})

test('each attempt has its own host, path, credential, body and headers', async () => {
  const config = `${PROVIDERS}
routes:
  - path: /r/*
    to:
      strategy: fallback
      targets:
        - { provider: a, headers: { x-to: a } }
        - { provider: b, path: "/other/{rest}", override: { model: mb, extra: { deep: 1 } } }
        - { url: "http://d/base" }
`
  const trees = await Trees.of(config, { a: says(500), b: says(500) })
  const body = '{ "model" : "m", "n":1.0 }'
  const { requests } = await trees.ask('/r/chat', body, { headers: ['authorization', 'Bearer mine'] })
  const seen = await Promise.all(
    requests.map(async (request) => {
      const at = request.headers.findIndex((name) => name.toLowerCase() === 'authorization')
      const to = request.headers[request.headers.indexOf('x-to') + 1]
      return [
        request.target,
        request.headers[at + 1],
        request.headers.includes('x-to') ? to : '',
        await sentBody(request),
      ]
    }),
  )
  assert.deepEqual(
    seen.map((row) => row.slice(0, 3)),
    [
      ['/v1/chat', 'Bearer key-a', 'a'],
      ['/v1/other/chat', 'Bearer key-b', ''],
      ['/base/chat', 'Bearer mine', ''],
    ],
  )
  const [first, second = '', third] = seen.map(([, , , sent]) => sent)
  assert.deepEqual([first, third], [body, body])
  assert.ok(second.startsWith('{ "model" : "mb", "n":1.0'), second)
  assert.deepEqual(JSON.parse(second), { model: 'mb', n: 1, extra: { deep: 1 } })
})

test('loadbalance: by weight, and to another where one surely did nothing', async () => {
  let n = 0
  const to =
    '{ strategy: loadbalance, targets: [{ provider: a, weight: 3 }, { provider: b }, { provider: c, weight: 0 }] }'
  const trees = await Trees.of(routed(to), {}, { random: () => (n++ % 100) / 100 })
  const counts = { a: 0, b: 0, c: 0 }
  for (let i = 0; i < 400; i++) counts[(await trees.ask('/r/x')).asked[0] as 'a']++
  assert.ok(Math.abs(counts.a - 300) <= 8, JSON.stringify(counts))
  assert.equal(counts.c, 0)
  const dead = await Trees.of(routed(to), { a: fails('upstream_refused', 'no') }, { random: () => 0 })
  assert.deepEqual((await dead.ask('/r/x')).asked, ['a', 'b'])
  const cut = await Trees.of(routed(to), { a: fails('upstream_reset', 'maybe') }, { random: () => 0 })
  assert.deepEqual((await cut.ask('/r/x')).asked, ['a'])
})

test('loadbalance: sticky keeps what is alike together', async () => {
  const to =
    '{ strategy: loadbalance, sticky: { header: x-session }, targets: [{ provider: a }, { provider: b }, { provider: c }] }'
  const trees = await Trees.of(routed(to))
  const hosts = new Set<string>()
  for (let i = 0; i < 30; i++) {
    const ask = async () => (await trees.ask('/r/x', '{}', { headers: ['x-session', `s${i}`] })).asked[0] as string
    const [first, second] = [await ask(), await ask()]
    assert.equal(first, second)
    hosts.add(first)
  }
  assert.equal(hosts.size, 3)
})

test('conditional: the first condition that holds, else the other; the body goes on as it was', async () => {
  const to = `
      strategy: conditional
      when:
        - { if: { body.model: { $regex: "^gpt-5" }, headers.x-plan: paid }, use: premium }
        - { if: { "body.messages.0.role": system }, use: sys }
      else: rest
      targets: [{ name: premium, provider: a }, { name: sys, provider: b }, { name: rest, provider: c }]`
  const trees = await Trees.of(`${PROVIDERS}\nroutes:\n  - path: /r/*\n    to:${to}`)
  const rows: [body: string, headers: string[], asked: string][] = [
    ['{"model":"gpt-5-mini"}', ['x-plan', 'paid'], 'a'],
    ['{"model":"gpt-5-mini"}', [], 'c'],
    ['{ "messages": [{"role":"system"}] }', [], 'b'],
  ]
  for (const [body, headers, asked] of rows) {
    const got = await trees.ask('/r/x', body, { headers })
    assert.deepEqual(got.asked, [asked])
    assert.equal(await sentBody(got.requests[0] as never), body)
  }
  const none = await Trees.of(
    routed('{ strategy: conditional, when: [{ if: { method: PUT }, use: x }], targets: [{ name: x, provider: a }] }'),
  )
  assert.deepEqual(await none.ask('/r/x').then(({ status, error, asked }) => [status, error, asked.length]), [
    400,
    'no_condition_met',
    0,
  ])
})

test('passthrough: where the request itself would have gone, with its own key', async () => {
  const to =
    '{ strategy: conditional, when: [{ if: { body.model: x }, use: x }], else: own, override: { temperature: 0 }, targets: [{ name: x, provider: a }, { name: own, passthrough: true }] }'
  const trees = await Trees.of(routed(to))
  const key = ['authorization', 'Bearer mine']
  const door = await trees.ask('/r/c/chat/completions', '{"model":"y"}', { headers: key })
  const [request] = door.requests
  assert.equal(`${request?.origin.origin}${request?.target}`, 'http://c/v1/chat/completions')
  assert.ok(request?.headers.includes('Bearer mine'))
  assert.equal(await sentBody(request as never), '{"model":"y"}', 'override of the tree is not for it')
  const chosen = await trees.ask('/r/c/chat/completions', '{"model":"x"}', { headers: key })
  assert.deepEqual(JSON.parse(await sentBody(chosen.requests[0] as never)), { model: 'x', temperature: 0 })
  const nobody = await trees.ask('/r/no/such/path', '{}')
  assert.deepEqual([nobody.status, nobody.error, nobody.asked], [400, 'no_original', []])
})

test('passthrough as the first of a fallback: nothing is sent where the request names nobody', async () => {
  const to = '{ strategy: fallback, targets: [{ provider: a }, { passthrough: true }] }'
  const trees = await Trees.of(routed(to), { a: says(500) })
  const nobody = await trees.ask('/r/no/such', '{}')
  assert.deepEqual([nobody.status, nobody.error, nobody.asked], [400, 'no_original', []])
  assert.deepEqual((await trees.ask('/r/c/x', '{}')).asked, ['a', 'c'])
})

test('a nested tree of trees keeps its order, and says where it was', async () => {
  const to = `{ strategy: fallback, targets: [
    { strategy: loadbalance, targets: [{ provider: a }] },
    { strategy: fallback, retry: { attempts: 1, backoff: { initial: 1ms, max: 1ms } }, targets: [{ provider: b }, { provider: c }] } ] }`
  const trees = await Trees.of(routed(to), { a: says(500), b: says(500), c: says(200, 'c') })
  const got = await trees.ask('/r/x')
  assert.deepEqual([got.body, got.asked], ['c', ['a', 'b', 'b', 'c']])
})
