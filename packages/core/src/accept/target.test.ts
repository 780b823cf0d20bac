import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from './target.ts'

const passing: readonly (readonly [raw: string, path: string, query: string])[] = [
  ['/', '/', ''],
  ['/v1/models', '/v1/models', ''],
  ['/v1/models?', '/v1/models', '?'],
  ['/v1/models?a=1&a=2', '/v1/models', '?a=1&a=2'],
  ['/a?b?c', '/a', '?b?c'],
  ['/v1/models/ft:gpt-4o:org::id', '/v1/models/ft:gpt-4o:org::id', ''],
  [
    '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    '/v1beta/models/gemini-2.5-pro:streamGenerateContent',
    '?alt=sse',
  ],
  ['/a%2Fb%2fc', '/a%2Fb%2fc', ''],
  ['/a//b', '/a//b', ''],
  ['//a', '//a', ''],
  ['/a/', '/a/', ''],
  ['/a;v=1/b+c', '/a;v=1/b+c', ''],
  ['/a...b', '/a...b', ''],
  ['/...', '/...', ''],
  ['/.well-known/x', '/.well-known/x', ''],
  ['/v1/files/a..b', '/v1/files/a..b', ''],
  ['/v1/files/..a', '/v1/files/..a', ''],
  ['/v1/files/a..', '/v1/files/a..', ''],
  ['/v1/files/a%2e%2eb', '/v1/files/a%2e%2eb', ''],
  ['/{}"|^`<>\\x', '/{}"|^`<>\\x', ''],
  ["/it's/@me", "/it's/@me", ''],
  ['/%C3%BC/%zz/%', '/%C3%BC/%zz/%', ''],
  ['/a?../../b', '/a', '?../../b'],
  ['/a?x=%2e%2e/%2e%2e', '/a', '?x=%2e%2e/%2e%2e'],
]

test('readTarget() hands on path and query byte for byte', () => {
  for (const [raw, path, query] of passing) assert.deepEqual(readTarget(raw), { kind: 'ok', path, query }, raw)
})

const absolute: readonly (readonly [raw: string, path: string, query: string, authority: string])[] = [
  ['http://h/p', '/p', '', 'h'],
  ['HTTPS://H:8443/p?q', '/p', '?q', 'H:8443'],
  ['http://h', '/', '', 'h'],
  ['http://h?q', '/', '?q', 'h'],
  ['http://[::1]:80//x', '//x', '', '[::1]:80'],
]

test('readTarget() reduces the absolute form and tells its authority', () => {
  for (const [raw, path, query, authority] of absolute) {
    assert.deepEqual(readTarget(raw), { kind: 'ok', path, query, authority }, raw)
  }
})

const dots = [
  ...['/.', '/..', '/./a', '/../a', '/a/..', '/a/../b', '/a/./b', '/a/.', '//../a'],
  ...['/%2e', '/%2E%2e/a', '/.%2e/a', '/%2e./a', '/a/%2e%2e', '/%252e%252e/a', '/%25252e./a', '/%%32%65%%32%65/a'],
  ...[
    '/..%2fa',
    '/a%2f..',
    '/a%2F%2e%2e%2Fb',
    '/a%252f..%252fb',
    '/..\\a',
    '/a\\..\\b',
    '/..%5ca',
    '/a%5C..',
    '/a%255c..',
  ],
  ...['/..;/a', '/..;x=1/a', '/.;/a', '/..%3b/a', '/%2e%2e;/a', '/..%3fa', '/..%23a', '/..%00/a', '/..%00.txt'],
  ...['/%09../a', '/..%09/a', '/.%09./a', '/..%0a/a', '/..%0d%0a/a', '/..%20/a', '/..%7f/a', '/%20.%20/a'],
  ...['/%c0%ae%c0%ae/a', '/..%c0%afa', '/..%c1%9ca', '/.%C0%AE/a', '/%25c0%25ae./a'],
  ...['http://h/../a', 'http://h/%2e%2e/a'],
]

test('readTarget() refuses dot segments in every spelling', () => {
  for (const raw of dots) {
    const target = readTarget(raw)
    assert.equal(target.kind === 'refused' && target.code, 'dot_segments', raw)
  }
})

const bad = [
  '',
  '*',
  'a',
  'example.com:443',
  '?a',
  'ftp://h/a',
  'http://',
  'http:///a',
  'http://u:p@h/a',
  'http://a b/c',
]
const badCharacters = [
  '/a#b',
  '/a?b#c',
  '/a b',
  '/a?b c',
  '/a\tb',
  '/a\r\nb',
  '/a\0',
  '/a\x7f',
  'http://h#x',
  'http://h\\@e/a',
]

test('readTarget() refuses other forms, fragments, spaces and control characters', () => {
  for (const raw of [...bad, ...badCharacters]) {
    const target = readTarget(raw)
    assert.equal(target.kind === 'refused' && target.code, 'bad_target', JSON.stringify(raw))
  }
})

test('readTarget() refuses what is not ASCII', () => {
  for (const raw of ['/ü', '/a?ü', '/\x80', '/日本', '/\u{1f600}', 'http://h/é']) {
    const target = readTarget(raw)
    assert.equal(target.kind === 'refused' && target.code, 'target_not_ascii', raw)
  }
})

test('readTarget() takes time in proportion to the path, however escapes are nested', () => {
  // Undone layer by layer this would take thousands of passes; one pass ends at once and finds the dots.
  const target = readTarget(`/%${'25'.repeat(200_000)}2e./a`)
  assert.equal(target.kind === 'refused' && target.code, 'dot_segments')
})
