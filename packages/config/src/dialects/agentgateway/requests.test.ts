import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs } from '../loaded-fixture.ts'
import { bodyOf, fate, header, JSON_TYPE, through } from '../through-fixture.ts'
import { BINDS, DETECT, OPAQUE } from './seed-fixture.ts'

const { loaded } = filesAs('/etc/agentgateway.yaml')

const OPENAI = 'https://api.openai.com'
const utf8 = (text: string) => new TextEncoder().encode(text)

test('the files of the page pass every path, method and query as it is, with the held key', async () => {
  const rows: [method: string, target: string][] = [
    ['GET', '/v1/models'],
    ['GET', '/v1/models?foo=bar'],
    ['GET', '/v1/files'],
    ['GET', '/v1/batches/batch_1'],
    ['DELETE', '/v1/files/file-1'],
    ['POST', '/v1/messages'],
    ['GET', '/foo'],
    ['GET', '/v1/a//b%2Fc?x=%20&x'],
    ['GET', '/openai/v1/models'],
  ]
  for (const text of [OPAQUE, BINDS, DETECT]) {
    for (const [method, target] of rows) {
      const seen = await through(await loaded(text), { method, target, headers: ['authorization', 'Bearer callers'] })
      assert.equal(fate(seen), OPENAI + target, `${method} ${target}`)
      assert.equal(seen.request?.method, method)
      assert.equal(header(seen, 'authorization'), 'Bearer sk-openai')
    }
  }
})

test('bodies arrive byte for byte, on known paths and on others', async () => {
  const chat =
    '{\n  "model": "gpt-5",  "seed": 36893488147419103232, "stream": true, "n": 1.0, "n": 2,\r\n "messages":[]}'
  const large = `{"messages":["${'x'.repeat(4_700_000)}"],"model":"gpt-5"}`
  const rows: [target: string, type: string, body: string | Uint8Array][] = [
    ['/v1/chat/completions', 'application/json', chat],
    ['/v1/chat/completions', 'application/json; charset=utf-8', chat],
    ['/v1/responses', 'application/json', chat],
    ['/v1/chat/completions', 'application/json', '{"broken'],
    ['/v1/chat/completions', 'application/json', large],
    ['/v1/chat/completions', 'text/plain', chat],
    [
      '/v1/files',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b--',
    ],
    ['/v1/audio/speech', 'application/octet-stream', new Uint8Array([0, 255, 13, 10, 0])],
  ]
  for (const text of [OPAQUE, BINDS, DETECT]) {
    for (const [target, type, body] of rows) {
      const seen = await through(await loaded(text), { target, headers: ['content-type', type], body })
      assert.equal(fate(seen), OPENAI + target)
      assert.deepEqual(await bodyOf(seen), typeof body === 'string' ? utf8(body) : body)
      assert.equal(header(seen, 'content-type'), type)
    }
  }
})

test('a compressed body stays as it is', async () => {
  const body = new Uint8Array([31, 139, 8, 0, 1, 2, 3])
  const headers = [...JSON_TYPE, 'content-encoding', 'gzip']
  const seen = await through(await loaded(OPAQUE), { target: '/v1/chat/completions', headers, body })
  assert.equal(header(seen, 'content-encoding'), 'gzip')
  assert.deepEqual(await bodyOf(seen), body)
})

test('routes: prefixes end at a segment, conditions hold, paths are rewritten, and nothing else is answered', async () => {
  const text = `
binds:
- port: 1
  listeners:
  - routes:
    - matches: [{ path: { pathPrefix: /api/ }, headers: [{ name: x-team, value: { regex: "a|b" } }], query: [{ name: v, value: { exact: "1" } }] }]
      backends: [{ host: "conditions:1" }]
    - matches: [{ path: { pathPrefix: /api }, method: POST }]
      backends: [{ host: "posts:1" }]
    - matches: [{ path: { pathPrefix: /api } }]
      policies: { urlRewrite: { path: { prefix: /inner } } }
      backends: [{ host: "rewritten:1" }]
    - matches: [{ path: { exact: /one } }]
      policies: { urlRewrite: { path: { full: /other } } }
      backends: [{ host: "full:1", weight: 0 }, { host: "full:2" }]
    - matches: [{ path: { pathPrefix: /gone } }]
      policies: { directResponse: { status: 403 } }
`
  const rows: [method: string, target: string, headers: string[], fate: string][] = [
    ['GET', '/api/x?v=1', ['x-team', 'a'], 'http://conditions:1/api/x?v=1'],
    ['GET', '/api?v=1', ['x-team', 'b'], 'http://conditions:1/api?v=1'],
    ['GET', '/api/x?v=1', ['x-team', 'ab'], 'http://rewritten:1/inner/x?v=1'],
    ['POST', '/api/x', [], 'http://posts:1/api/x'],
    ['GET', '/api', [], 'http://rewritten:1/inner'],
    ['GET', '/api/a%2Fb//c', [], 'http://rewritten:1/inner/a%2Fb//c'],
    ['GET', '/apix', [], '404 no_route'],
    ['GET', '/one', [], 'http://full:2/other'],
    ['GET', '/one/', [], '404 no_route'],
    ['GET', '/gone/x', [], '501 adapter_unsupported'],
    ['POST', '/openai/v1/chat/completions', [], '404 no_route'],
    ['POST', '/v1/chat/completions', [], '404 no_route'],
  ]
  for (const [method, target, headers, expected] of rows) {
    assert.equal(fate(await through(await loaded(text), { method, target, headers })), expected, `${method} ${target}`)
  }
})

test('listeners are apart: what one port has, another has not', async () => {
  const bind = (port: number, host: string) =>
    `{ port: ${port}, listeners: [{ routes: [{ backends: [{ host: "${host}" }] }] }] }`
  const text = `binds: [${bind(3000, 'a:1')}, ${bind(3001, 'b:1')}]`
  const rows: [listener: string | undefined, fate: string][] = [
    ['port-3000', 'http://a:1/x'],
    ['port-3001', 'http://b:1/x'],
    ['port-3002', '404 no_route'],
  ]
  for (const [listener, expected] of rows) {
    const sent = { target: '/x', ...(listener === undefined ? {} : { listener }) }
    assert.equal(fate(await through(await loaded(text), sent)), expected)
  }
})

test('credentials and headers go out as the file says', async () => {
  const bind = (auth: string, more = '') =>
    `binds: [{ port: 1, listeners: [{ routes: [{ backends: [{ ai: { name: a, provider: { openAI: {} } } }], policies: { ai: { routes: { "*": passthrough } }, ${auth} ${more} } }] }] }]`
  const callers = ['authorization', 'Bearer callers', 'x-api-key', 'callers', 'x-drop', '1', 'x-twice', 'a']
  const around = { files: { '/run/key': 'from-file\n' } }
  const rows: [text: string, sent: Record<string, string | undefined>][] = [
    [bind('backendAuth: { key: plain }'), { authorization: 'Bearer plain', 'x-api-key': undefined }],
    [bind('backendAuth: { key: { file: /run/key } }'), { authorization: 'Bearer from-file' }],
    [bind('backendAuth: { key: { value: $OPENAI_API_KEY } }'), { authorization: 'Bearer sk-openai' }],
    [
      bind('backendAuth: { key: { value: k, location: { header: { name: x-key, prefix: "Key " } } } }'),
      { 'x-key': 'Key k', authorization: undefined, 'x-api-key': undefined },
    ],
    [bind('backendAuth: { passthrough: {} }'), { authorization: 'Bearer callers', 'x-api-key': 'callers' }],
    [bind(''), { authorization: 'Bearer callers' }],
    [
      bind('requestHeaderModifier: { set: { x-set: $OPENAI_API_KEY }, add: { x-twice: b }, remove: [x-drop] }'),
      { 'x-set': 'sk-openai', 'x-drop': undefined, 'x-twice': 'a' },
    ],
  ]
  for (const [text, sent] of rows) {
    const seen = await through(await loaded(text, around), { target: '/v1/models', headers: callers })
    for (const [name, value] of Object.entries(sent)) assert.equal(header(seen, name), value, `${text} ${name}`)
  }
  const query = bind('backendAuth: { key: { value: k, location: { queryParameter: { name: token } } } }')
  assert.equal(
    fate(await through(await loaded(query), { target: '/v1/models?a=1' })),
    `${OPENAI}/v1/models?a=1&token=k`,
  )
})
