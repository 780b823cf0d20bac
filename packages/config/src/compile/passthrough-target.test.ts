import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Does, keyOf, PROVIDERS, routed, says, Trees } from './tree-fixture.ts'

const BODY = '{"model":"m"}'

test('passthrough: control headers name the provider, with the path behind that of the route', async () => {
  const own = '{ strategy: fallback, targets: [{ passthrough: true }, { provider: b }] }'
  const config = `${PROVIDERS}\nroutes: [{ path: /r/*, to: ${own} }, { path: /v1/*, to: ${own} }]`
  const trees = await Trees.of(config)
  const headers = ['x-portkey-provider', 'c', 'authorization', 'Bearer mine']
  for (const path of ['/r/v1/chat/completions', '/v1/chat/completions']) {
    const got = await trees.ask(path, BODY, { headers })
    assert.deepEqual(
      got.requests.map(({ origin, target }) => origin.origin + target),
      ['http://c/v1/chat/completions'],
      got.body,
    )
  }
  const bare = await trees.ask('/v1/messages', BODY, { headers: ['anthropic-version', '2023-06-01', 'x-api-key', 'k'] })
  assert.deepEqual(
    bare.requests.map(({ origin, target }) => origin.origin + target),
    ['https://api.anthropic.com/v1/messages'],
    bare.body,
  )
})

test('passthrough: lines that a dialect packs into one header go along', async () => {
  const trees = await Trees.of(routed('{ passthrough: true }'))
  const headers = [
    ...['x-portkey-provider', 'c', 'authorization', 'Bearer mine'],
    ...['x-portkey-default-headers', '{"x-from-sdk":"yes"}'],
  ]
  const { requests } = await trees.ask('/r/v1/chat/completions', BODY, { headers })
  assert.ok(requests[0]?.headers.includes('x-from-sdk'))
})

test('passthrough: a provider is for those whom it allows, at whatever route', async () => {
  const config = `
access: { keys: [{ name: in, key: "key-in-0123456789" }, { name: out, key: "key-out-0123456789" }] }
providers: { a: { type: openai, url: "http://a/v1", key: held, allow: [in] } }
routes: [{ path: /r/*, to: { strategy: fallback, targets: [{ passthrough: true }, { url: "http://d" }] } }]
`
  const trees = await Trees.of(config)
  const ask = (key: string) => trees.ask('/r/a/chat/completions', BODY, { headers: ['authorization', `Bearer ${key}`] })
  assert.deepEqual((await ask('key-in-0123456789')).asked, ['a'])
  const refused = await ask('key-out-0123456789')
  assert.deepEqual([refused.status, refused.asked], [403, []])
})

test('passthrough: an open route opens no door behind it', async () => {
  const config = `
access: { keys: [{ name: in, key: "key-in-0123456789" }] }
providers: { a: { type: openai, url: "http://a/v1", key: held } }
routes: [{ path: /r/*, open: true, to: { passthrough: true } }]
`
  const trees = await Trees.of(config)
  const nobody = await trees.ask('/r/a/chat/completions')
  assert.deepEqual([nobody.status, nobody.error, nobody.asked], [401, 'key_missing', []])
  const known = await trees.ask('/r/a/chat/completions', BODY, {
    headers: ['authorization', 'Bearer key-in-0123456789'],
  })
  assert.deepEqual([known.status, known.asked], [200, ['a']])
})

test('passthrough: keys of two providers rest apart, though they are called the same', async () => {
  const config = `
providers:
  a: { type: openai, url: "http://a/v1", keys: [a-one, a-two] }
  b: { type: openai, url: "http://b/v1", keys: [b-one, b-two] }
routes: [{ path: /r/*, to: { passthrough: true } }]
`
  const refuses: Does = (request) => says(keyOf(request) === 'a-one' ? 401 : 200)(request, 0)
  const trees = await Trees.of(config, { a: refuses })
  for (let i = 0; i < 12; i++) await trees.ask('/r/a/x')
  const used = new Set<string | undefined>()
  for (let i = 0; i < 40; i++) used.add(keyOf((await trees.ask('/r/b/x')).requests[0]))
  assert.deepEqual([...used].sort(), ['b-one', 'b-two'])
})
