import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '@strait/core'
import { type Does, FALLBACK, fails, inTurn, keyOf, PROVIDERS, routed, says, sentBody, Trees } from './tree-fixture.ts'

const BODY = '{"model":"m"}'

test('retry: an upload that was given up takes nothing while the next attempt waits', async () => {
  const parts = ['{"model":"m",', '"a":1,', `"b":"${'x'.repeat(50)}",`, '"c":2}']
  async function* slow(): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      yield utf8(part)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  // It answers to the first piece, and its transport goes on to read what comes.
  const early: Does = async (request) => {
    const { body } = request
    assert.ok(body.kind === 'stream')
    const chunks = body.chunks[Symbol.asyncIterator]()
    await chunks.next()
    const drain = async () => {
      for (let step = await chunks.next(); step.done !== true; ) step = await chunks.next()
    }
    drain().catch(() => {})
    return says(503, '', ['retry-after-ms', '100'])(request, 0)
  }
  let read = ''
  const late: Does = async (request) => {
    read = await sentBody(request)
    return says(200)(request, 0)
  }
  const config = `bounds: { replay: 30B }\n${routed('{ provider: a, retry: { attempts: 1 } }')}`
  const trees = await Trees.of(config, { a: inTurn(early, late) })
  const got = await trees.ask('/r/x', slow())
  assert.deepEqual([got.status, got.error, read], [200, undefined, parts.join('')])
})

test('what is wrong with the request is asked of nobody else, and opens no breaker', async () => {
  const rows = ['bad_header', 'bad_target', 'body_not_carried', 'method_unsupported'] as const
  for (const code of rows) {
    const to = FALLBACK.replace('strategy', 'breaker: { failures: 1 }, strategy')
    const trees = await Trees.of(routed(to), { a: inTurn(fails(code, 'no'), says(200, 'a')) })
    const first = await trees.ask('/r/x')
    assert.deepEqual([first.error, first.asked], [code, ['a']])
    assert.deepEqual((await trees.ask('/r/x')).asked, ['a'], 'it is as well as before')
  }
})

test('breaker: false and hedge: false replace what a group or a provider hands down', async () => {
  const config = `
providers:
  a: { type: openai, url: "http://a/v1", breaker: { failures: 1, rest: 1h, longest: 1h } }
  b: { type: openai, url: "http://b/v1" }
routes:
  - path: /r/*
    to: { strategy: fallback, breaker: { failures: 1 }, targets: [{ provider: a, breaker: false }, { provider: b }] }
`
  const trees = await Trees.of(config, { a: says(500) })
  for (let i = 0; i < 3; i++) assert.deepEqual((await trees.ask('/r/x')).asked, ['a', 'b'])
  const slow: Does = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 80))
    return says(200)(request, 0)
  }
  const to = '{ strategy: single, hedge: { after: 1ms }, targets: [{ provider: a, hedge: false }] }'
  const alone = await Trees.of(routed(to), { a: slow })
  assert.equal((await alone.ask('/r/x')).asked.length, 1)
})

const POOL = `
providers:
  a:
    type: openai
    url: "http://a/v1"
    keys: [ { key: one, models: "small-*" }, { key: two, models: "big-*" } ]
  b: { type: openai, url: "http://b/v1" }
routes:
  - { path: /set/*, to: { provider: a, override: { model: big-1 } } }
  - { path: /made/*, to: { by_model: { "team/*": { provider: a, override: { model: "big-{rest}" } } } } }
  - { path: /next/*, to: ${FALLBACK} }
  - { path: /again/*, to: { provider: a, retry: { attempts: 3 } } }
`

test('keys: the model that is sent decides which may be used, not the one that was asked for', async () => {
  const trees = await Trees.of(POOL)
  for (const [path, model] of [
    ['/set/chat/completions', 'small-1'],
    ['/made/chat/completions', 'team/x'],
    ['/a/chat/completions', 'big-2'],
  ] as const) {
    for (let i = 0; i < 6; i++) {
      const { requests } = await trees.ask(path, `{"model":"${model}"}`)
      assert.equal(keyOf(requests[0]), 'two', path)
    }
  }
})

test('keys: where none is for the model the next target is asked, and the same one not again', async () => {
  const trees = await Trees.of(POOL)
  assert.deepEqual((await trees.ask('/next/x', BODY)).asked, ['b'])
  const alone = await trees.ask('/again/x', BODY)
  assert.deepEqual([alone.status, alone.error, alone.asked], [403, 'no_key_for_model', []])
})

test('what is known of a target is not known of one that is called alike', async () => {
  const tree = (first: string, second: string) =>
    `{ strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, targets: [${first}, ${second}] }`
  const config = `${PROVIDERS}
routes:
  - { path: /x/*, headers: { x-team: red }, to: ${tree('{ provider: a }', '{ provider: b }')} }
  - { path: /x/*, to: ${tree('{ provider: c }', '{ provider: b }')} }
  - { name: y, path: /y/*, to: ${tree(`{ name: z, strategy: single, targets: [{ provider: c }] }`, '{ provider: b }')} }
  - { name: y/z, path: /z/*, to: ${tree('{ provider: a }', '{ provider: b }')} }
  - { path: /n/*, to: ${tree('{ provider: c }', '{ name: "0", provider: a }')} }
`
  const trees = await Trees.of(config, { a: says(500) })
  const headers = ['x-team', 'red']
  for (let i = 0; i < 2; i++) await trees.ask('/x/q', BODY, { headers })
  assert.deepEqual((await trees.ask('/x/q', BODY, { headers })).asked, ['b'], 'it rests')
  assert.deepEqual((await trees.ask('/x/q', BODY)).asked, ['c'])
  for (let i = 0; i < 2; i++) await trees.ask('/z/q')
  assert.deepEqual((await trees.ask('/y/q')).asked, ['c'])
})

test('a target with weight 0 is as if it were not there', async () => {
  const own = '{ strategy: loadbalance, targets: [{ passthrough: true, weight: 0 }, { provider: b }] }'
  assert.deepEqual((await (await Trees.of(routed(own))).ask('/r/no/such')).asked, ['b'])
  const nested = `{ strategy: fallback, breaker: { failures: 1, rest: 1h, longest: 1h }, targets: [
    { strategy: loadbalance, targets: [{ provider: a }, { provider: c, weight: 0 }] }, { provider: b }] }`
  const trees = await Trees.of(routed(nested), { a: says(500) })
  assert.deepEqual((await trees.ask('/r/x')).asked, ['a', 'b'])
  assert.deepEqual((await trees.ask('/r/x')).asked, ['b'], 'the only one of its group that counts is left alone')
})

test('hedge: one that fails does not end the one that is under way', async () => {
  for (const failure of [fails('upstream_reset', 'maybe'), fails('upstream_refused', 'no'), says(500), says(501)]) {
    let broken: () => void = () => {}
    const first: Does = (request) =>
      new Promise((resolve) => {
        broken = () => resolve(failure(request, 0))
      })
    const second: Does = async (request) => {
      broken()
      await new Promise((resolve) => setTimeout(resolve, 20))
      return says(200, 'second')(request, 0)
    }
    const trees = await Trees.of(routed('{ provider: a, hedge: { after: 1ms } }'), { a: inTurn(first, second) })
    const got = await trees.ask('/r/x')
    assert.deepEqual([got.status, got.body, got.asked.length], [200, 'second', 2])
  }
})

test('a choice inside a fallback decides by the whole body, also where part of that was sent already', async () => {
  const to = `{ strategy: fallback, targets: [
    { provider: a },
    { strategy: conditional, when: [{ if: { body.last: 1 }, use: x }], else: y, targets: [{ name: x, provider: b }, { name: y, provider: c }] } ] }`
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const text of ['{"model":"m",', '"x":"y",', '"last":', '1}']) {
      yield utf8(text)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  let read = ''
  const early: Does = async (request) => {
    assert.ok(request.body.kind === 'stream')
    const chunks = request.body.chunks[Symbol.asyncIterator]()
    await chunks.next()
    await chunks.next()
    chunks.next().catch(() => {})
    return says(503)(request, 0)
  }
  const trees = await Trees.of(routed(to), {
    a: early,
    b: async (request) => {
      read = await sentBody(request)
      return says(200)(request, 0)
    },
  })
  assert.deepEqual((await trees.ask('/r/x', pieces())).asked, ['a', 'b'])
  assert.equal(read, '{"model":"m","x":"y","last":1}')
})
