import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { compileHeaderRules } from '../web/header-rules.ts'
import { forwardResponseHeaders } from './response-headers.ts'

const passing: readonly (readonly string[])[] = [
  ['Content-Type', 'text/event-stream', 'Content-Length', '12', 'Content-Encoding', 'br', 'ETag', '"x"', 'Date', 'd'],
  ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Vary', 'a', 'vary', 'b', 'warning', '1', 'WWW-Authenticate', 'Bearer'],
  [
    'x-request-id',
    'r',
    'openai-processing-ms',
    '3',
    'x-ratelimit-remaining-tokens',
    '9',
    'retry-after',
    '1',
    'location',
    '/x',
  ],
  ['x-portkey-provider', 'p', 'x-litellm-call-id', 'c', 'server', 'cloudflare', 'x-latin', 'caf\xe9', 'x-empty', ''],
]

test('forwardResponseHeaders() hands on order, spelling and repeated lines', () => {
  for (const lines of passing) assert.deepEqual(forwardResponseHeaders(new Fields(lines), {}), lines)
})

const stopped: readonly (readonly [what: string, lines: readonly string[], kept: readonly string[]])[] = [
  [
    'hop-by-hop',
    ['Connection', 'close', 'Keep-Alive', 'timeout=5', 'Transfer-Encoding', 'chunked', 'Upgrade', 'h2c'],
    [],
  ],
  [
    'between proxies',
    ['Proxy-Authenticate', 'Basic', 'proxy-connection', 'x', 'Proxy-Authentication-Info', 'x', 'te', 'x'],
    [],
  ],
  ['named in connection', ['connection', 'close, X-Hop', 'x-hop', '1', 'x-end', '2'], ['x-end', '2']],
  [
    'what must survive being named there',
    ['connection', 'content-length, content-type', 'content-length', '2', 'content-type', 'a/b'],
    ['content-length', '2', 'content-type', 'a/b'],
  ],
  ['forged names of ours', ['X-Strait-Error', 'internal', 'x-strait-request-id', 'forged', 'x-strait-cost', '0'], []],
  ['a trailer that will not come', ['Trailer', 'x-sum'], []],
]

test('forwardResponseHeaders() stops what was meant for this hop, and names that are ours', () => {
  for (const [what, lines, kept] of stopped) {
    assert.deepEqual(forwardResponseHeaders(new Fields(lines), {}), kept, what)
  }
})

test('forwardResponseHeaders() announces trailers only where they follow', () => {
  const fields = new Fields(['connection', 'trailer', 'Trailer', 'x-sum'])
  assert.deepEqual(forwardResponseHeaders(fields, { trailersFollow: true }), ['Trailer', 'x-sum'])
})

test('forwardResponseHeaders() takes out the names it is told and applies the rules last', () => {
  const rules = compileHeaderRules({ set: [['server', 'strait']], remove: ['x-powered-by'] })
  assert.ok(rules.kind === 'ok')
  const fields = new Fields(['Server', 'nginx', 'X-Powered-By', 'php', 'access-control-allow-origin', '*', 'etag', 'e'])
  const removeNames = new Set(['access-control-allow-origin'])
  assert.deepEqual(forwardResponseHeaders(fields, { rules, removeNames }), ['etag', 'e', 'server', 'strait'])
})
