import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs } from '../loaded-fixture.ts'
import { headersOf, through, url } from '../through-fixture.ts'
import { ADAPTER, BRIA, RERANK } from './seed-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')
const KEY = ['authorization', 'Bearer sk-1234']

test('the route map of the page, byte for byte', async () => {
  const host = 'https://engine.prod.bria-api.com'
  const rows: [target: string, upstream: string | undefined][] = [
    ['/bria', `${host}/`],
    ['/bria/v1/text-to-image/base/model', `${host}/v1/text-to-image/base/model`],
    ['/bria/v1/enhance_image', `${host}/v1/enhance_image`],
    ['/bria/any/sub-path/', `${host}/any/sub-path/`],
    ['/bria/v1/text-to-image/base/2.3?sync=true&x=%2F', `${host}/v1/text-to-image/base/2.3?sync=true&x=%2F`],
    ['/bria/a//b%2Fc', `${host}/a//b%2Fc`],
    ['/briax', undefined],
  ]
  for (const [target, upstream] of rows) {
    assert.equal(url(await through(await loaded(BRIA), { method: 'POST', target, headers: KEY })), upstream, target)
  }
})

test('a target with a path of its own keeps it, and the longest prefix wins', async () => {
  const entry = (path: string, target: string) =>
    `    - { path: ${path}, target: "${target}", include_subpath: true }\n`
  const text = `general_settings:\n  pass_through_endpoints:\n${entry('/api', 'https://a/base/')}${entry('/api/v2', 'https://b/x?team=1')}    - { path: /api/v2/exact, target: "https://c/y" }\n`
  const rows: [target: string, upstream: string][] = [
    ['/api', 'https://a/base/'],
    ['/api/x', 'https://a/base/x'],
    ['/api/v2', 'https://b/x?team=1'],
    ['/api/v2/z?q', 'https://b/x/z?q&team=1'],
    ['/api/v2/z?team=2', 'https://b/x/z?team=2'],
    ['/api/v2/exact', 'https://c/y'],
    ['/api/v2/exact/z', 'https://b/x/exact/z?team=1'],
    ['/api/v20', 'https://a/base/v20'],
  ]
  for (const [target, upstream] of rows)
    assert.equal(url(await through(await loaded(text), { method: 'GET', target })), upstream, target)
})

test('configured headers win, all others go on, and the key that opened Strait stays', async () => {
  const sent = [...KEY, 'content-type', 'text/plain', 'x-team', 'blue', 'user-agent', 'curl', 'x-litellm-tags', 'a']
  const seen = await through(await loaded(RERANK), { method: 'POST', target: '/v1/rerank', headers: sent })
  assert.equal(url(seen), 'https://api.cohere.com/v1/rerank')
  assert.deepEqual(headersOf(seen), [
    'x-team: blue',
    'user-agent: curl',
    'Authorization: bearer cohere-key',
    'content-type: application/json',
    'accept: application/json',
  ])
})

test('the key opens from each of its carriers, and travels from none', async () => {
  const rows: [headers: string[], query: string][] = [
    [['authorization', 'Bearer sk-1234'], ''],
    [['x-api-key', 'sk-1234'], ''],
    [['api-key', 'sk-1234'], ''],
    [['x-goog-api-key', 'sk-1234'], ''],
    [['x-litellm-api-key', 'Bearer sk-1234'], ''],
    [[], '?key=sk-1234'],
  ]
  for (const [headers, query] of rows) {
    const seen = await through(await loaded(RERANK), { method: 'POST', target: `/v1/rerank${query}`, headers })
    assert.equal(seen.status, 200, headers.join())
    assert.doesNotMatch(JSON.stringify([seen.request?.headers, seen.request?.target]), /sk-1234/)
  }
  for (const headers of [[], ['authorization', 'Bearer other'], ['x-other', 'sk-1234']]) {
    assert.equal(
      (await through(await loaded(RERANK), { method: 'POST', target: '/v1/rerank', headers })).status,
      401,
      headers.join(),
    )
  }
})

test('a header of its own carries the key where litellm_user_api_key names it', async () => {
  const text = `general_settings:\n  master_key: sk-1234\n  pass_through_endpoints:\n    - { path: /p, target: "https://h", forward_headers: true, headers: { litellm_user_api_key: x-my-key, x-a: b } }\n`
  const seen = await through(await loaded(text), {
    method: 'GET',
    target: '/p',
    headers: ['x-my-key', 'sk-1234', 'authorization', 'Bearer theirs'],
  })
  assert.deepEqual(headersOf(seen), ['authorization: Bearer theirs', 'x-a: b'])
  assert.equal(
    (await through(await loaded(text), { method: 'GET', target: '/p', headers: ['authorization', 'Bearer theirs'] }))
      .code,
    'key_invalid',
  )
})

test('without forward_headers only what the body needs goes on of what the caller sends', async () => {
  const sent = [
    ...KEY,
    'accept',
    'a/b',
    'accept-encoding',
    'gzip',
    'content-type',
    'c/d',
    'content-encoding',
    'br',
    'x-team',
    'blue',
    'cookie',
    'c=1',
  ]
  const seen = await through(await loaded(BRIA), { method: 'POST', target: '/bria', headers: sent })
  assert.deepEqual(headersOf(seen), [
    'accept: a/b',
    'accept-encoding: gzip',
    'content-type: c/d',
    'content-encoding: br',
    'api_token: bria-key',
  ])
})

test('the Langfuse pair goes out as Basic, and under no name of its own', async () => {
  const text = `general_settings:\n  pass_through_endpoints:\n    - { path: /lf, target: "https://h", forward_headers: true, headers: { LANGFUSE_PUBLIC_KEY: os.environ/PK, LANGFUSE_SECRET_KEY: os.environ/SK } }\n`
  const seen = await through(await loaded(text), {
    method: 'POST',
    target: '/lf',
    headers: ['authorization', 'Bearer theirs', 'x-a', 'b'],
  })
  assert.deepEqual(headersOf(seen), ['x-a: b', `authorization: Basic ${btoa('pk-lf-1:sk-lf-2')}`])
})

test('auth: false opens its route with its subpaths, and nothing else', async () => {
  const entry = (path: string, more: string) => `    - { path: ${path}, target: "https://h", ${more} }\n`
  const text = `general_settings:\n  master_key: sk-1234\n  pass_through_endpoints:\n${entry('/open', 'auth: false')}${entry('/deep', 'auth: false, include_subpath: true')}${entry('/deep/shut', 'auth: true')}${entry('/shut', 'include_subpath: true')}`
  const rows: [target: string, status: number][] = [
    ['/open', 200],
    ['/open/x', 401],
    ['/openx', 401],
    ['/deep', 200],
    ['/deep/x/y', 200],
    ['/deep/shut', 401],
    ['/deepx', 401],
    ['/shut', 401],
    ['/shut/x', 401],
    ['/openai/v1/models', 401],
    ['/v1/chat/completions', 401],
  ]
  for (const [target, status] of rows)
    assert.equal((await through(await loaded(text), { method: 'GET', target })).status, status, target)
  const own = await through(await loaded(text), { method: 'GET', target: '/open', headers: KEY })
  assert.deepEqual([own.status, headersOf(own)], [200, []])
})

test('methods part routes of one path, and the others are refused', async () => {
  const entry = (method: string, target: string) => `    - { path: /p, target: "${target}", methods: [${method}] }\n`
  const text = `general_settings:\n  pass_through_endpoints:\n${entry('GET', 'https://read')}${entry('POST', 'https://write')}`
  assert.equal(url(await through(await loaded(text), { method: 'GET', target: '/p' })), 'https://read/')
  assert.equal(url(await through(await loaded(text), { method: 'POST', target: '/p' })), 'https://write/')
  assert.equal((await through(await loaded(text), { method: 'DELETE', target: '/p' })).code, 'method_not_allowed')
})

test('an adapter is refused by name, behind the key', async () => {
  const rows: [headers: string[], status: number, code: string][] = [
    [[], 401, 'key_missing'],
    [['x-api-key', 'sk-1234'], 501, 'adapter_unsupported'],
  ]
  for (const [headers, status, code] of rows) {
    const seen = await through(await loaded(ADAPTER), { method: 'POST', target: '/v1/messages', headers })
    assert.deepEqual([seen.status, seen.code, seen.requests], [status, code, []])
  }
})
