import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { compileHeaderRules } from '../web/header-rules.ts'
import { forwardRequestHeaders } from './request-headers.ts'

function forward(lines: readonly string[], removeNames: readonly string[] = []): string[] {
  return forwardRequestHeaders(new Fields(lines), { removeNames: new Set(removeNames) })
}

const passing: readonly (readonly string[])[] = [
  ['Accept', '*/*', 'User-Agent', 'OpenAI/Python 1.2', 'accept-encoding', 'gzip, br'],
  ['Content-Type', 'multipart/form-data; boundary="x y"', 'Content-Encoding', 'gzip'],
  ['X-A', '1', 'x-b', '', 'X-A', '2', 'x-a', ' 3'],
  [
    'Authorization',
    'Bearer x',
    'x-api-key',
    'k',
    'api-key',
    'k',
    'x-goog-api-key',
    'k',
    'cookie',
    'a=b',
    'cookie',
    'c=d',
  ],
  ['anthropic-version', '2023-06-01', 'anthropic-beta', 'a,b', 'OpenAI-Beta', 'x', 'x-goog-user-project', 'p'],
  ['x-stainless-lang', 'js', 'x-amz-target', 't', 'helicone-auth', 'h', 'ocp-apim-subscription-key', 's'],
  ['forwarded', 'for=1.1.1.1', 'x-forwarded-for', '1.1.1.1', 'via', '1.1 x', 'x-request-id', 'r', 'date', 'd'],
  [
    'x-latin',
    'caf\xe9',
    'origin',
    'o',
    'referer',
    'r',
    'range',
    'bytes=0-1',
    'if-none-match',
    '"e"',
    'idempotency-key',
    'i',
  ],
  [
    'x-pass-anthropic-beta',
    'b',
    'x-bfs',
    '1',
    'x-litellmish',
    '1',
    'x-straits',
    '1',
    'link',
    'l',
    'x-model-provider',
    'm',
  ],
]

test('forwardRequestHeaders() hands on order, spelling and repeated lines', () => {
  for (const lines of passing) assert.deepEqual(forward(lines), lines)
})

const stopped: readonly (readonly [what: string, lines: readonly string[], kept: readonly string[]])[] = [
  ['hop-by-hop', ['Connection', 'close', 'Keep-Alive', 'timeout=5', 'Proxy-Connection', 'x', 'Upgrade', 'h2c'], []],
  ['proxy credentials', ['Proxy-Authorization', 'Basic x', 'proxy-authenticate', 'Basic'], []],
  [
    'framing and host',
    ['Host', 'h', 'Content-Length', '3', 'Transfer-Encoding', 'chunked', 'Expect', '100-continue'],
    [],
  ],
  ['h2c', ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA', 'connection', 'Upgrade, HTTP2-Settings'], []],
  ['te with codings', ['TE', 'gzip, deflate;q=0.5'], []],
  ['te with trailers', ['TE', 'gzip, Trailers'], ['TE', 'trailers']],
  ['te named in connection', ['connection', 'TE', 'te', 'trailers'], ['te', 'trailers']],
  ['trailer', ['Trailer', 'x-sum'], []],
  ['named in connection', ['Connection', 'keep-alive, X-A ,x-b', 'x-a', '1', 'X-B', '2', 'x-c', '3'], ['x-c', '3']],
  [
    'several connection lines',
    ['connection', 'x-a', 'x-a', '1', 'connection', 'x-b', 'x-b', '2', 'x-c', '3'],
    ['x-c', '3'],
  ],
  ['a credential named there', ['connection', 'authorization', 'authorization', 'Bearer x'], []],
  [
    'what must survive being named there',
    ['connection', 'content-type, content-encoding, host', 'content-type', 'a/b', 'content-encoding', 'gzip'],
    ['content-type', 'a/b', 'content-encoding', 'gzip'],
  ],
  ['ours', ['X-Strait-Key', 'k', 'x-strait-debug', '1'], []],
  ['Portkey', ['x-portkey-api-key', 'k', 'X-Portkey-Config', '{}', 'x-portkey-provider', 'openai'], []],
  ['Bifrost', ['x-bf-vk', 'k', 'X-BF-Api-Key', 'k', 'x-bf-dim-team', 't'], []],
  ['LiteLLM', ['x-litellm-api-key', 'k', 'X-LiteLLM-Tags', 't', 'litellm_user_api_key', 'k'], []],
  ['only separators in connection', ['connection', ' , ,', 'x-a', '1'], ['x-a', '1']],
]

test('forwardRequestHeaders() stops what was meant for this hop or for a gateway', () => {
  for (const [what, lines, kept] of stopped) assert.deepEqual(forward(lines), kept, what)
})

test('forwardRequestHeaders() takes out the carriers it is told, in any spelling', () => {
  const lines = ['Authorization', 'Bearer x', 'X-API-Key', 'k', 'accept', '*/*', 'x-api-key', 'k2']
  assert.deepEqual(forward(lines, ['authorization', 'x-api-key']), ['accept', '*/*'])
})

test("forwardRequestHeaders() applies the operator's rules last", () => {
  const rules = compileHeaderRules({ set: [['X-Team', 'ours']], add: [['x-tag', '2']], remove: ['cookie'] })
  assert.ok(rules.kind === 'ok')
  const fields = new Fields([
    'x-team',
    'theirs',
    'x-tag',
    '1',
    'Cookie',
    'a=b',
    'accept',
    '*/*',
    'connection',
    'x-team',
  ])
  assert.deepEqual(forwardRequestHeaders(fields, { rules }), [
    'x-tag',
    '1',
    'accept',
    '*/*',
    'X-Team',
    'ours',
    'x-tag',
    '2',
  ])
})

test('forwardRequestHeaders() announces trailers that follow', () => {
  const fields = new Fields(['trailer', 'x-sum', 'connection', 'close'])
  assert.deepEqual(forwardRequestHeaders(fields, { trailersFollow: true }), ['trailer', 'x-sum'])
})

test('forwardRequestHeaders() lets through only what the rules keep, and what they set', () => {
  const rules = compileHeaderRules({ only: ['Accept', 'x-gone'], set: [['x-set', '1']], remove: ['x-gone'] })
  assert.ok(rules.kind === 'ok')
  const lines = ['accept', '*/*', 'ACCEPT', 'a/b', 'cookie', 'c=d', 'te', 'trailers', 'x-gone', 'g', 'x-set', '0']
  assert.deepEqual(forwardRequestHeaders(new Fields(lines), { rules }), [
    'accept',
    '*/*',
    'ACCEPT',
    'a/b',
    'x-set',
    '1',
  ])
})
