import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopbackHost, parseHost } from './host.ts'

const wellFormed: readonly (readonly [text: string, name: string, port: number | undefined])[] = [
  ['example.com', 'example.com', undefined],
  ['Example.COM:8080', 'example.com', 8080],
  ['example.com:', 'example.com', undefined],
  ['a', 'a', undefined],
  ['my_service.local', 'my_service.local', undefined],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example', undefined],
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['[::1]', '::1', undefined],
  ['[::1]:8787', '::1', 8787],
  ['[2001:DB8::1]:65535', '2001:db8::1', 65535],
]

test('parseHost() reads name and port', () => {
  for (const [text, name, port] of wellFormed) assert.deepEqual(parseHost(text), { name, port }, text)
})

test('parseHost() refuses what is no host', () => {
  const odd = [
    '',
    ':80',
    'a b',
    'a,b',
    'a/b',
    'a@b',
    'user@host:80',
    'a:b',
    'a:80:90',
    'a:65536',
    'a:123456',
    'a:-1',
    'a\\b',
  ]
  const oddBrackets = [
    '::1',
    '[::1',
    '[::1]x',
    '[]',
    '[127.0.0.1]',
    '[fe80::1%25eth0]',
    '[v1.x]',
    'bücher.example',
    'a%2eb',
  ]
  for (const text of [...odd, ...oddBrackets]) assert.equal(parseHost(text), undefined, text)
})

const loopback: readonly (readonly [text: string, expected: boolean])[] = [
  ['localhost', true],
  ['LOCALHOST:8787', true],
  ['localhost.', true],
  ['app.localhost:80', true],
  ['127.0.0.1', true],
  ['127.255.0.9:1', true],
  ['[::1]:8787', true],
  ['[0:0:0:0:0:0:0:1]', true],
  ['notlocalhost', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['127.1', false],
  ['0177.0.0.1', false],
  ['2130706433', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['[::]', false],
  ['[::2]', false],
  ['gateway', false],
]

test('isLoopbackHost() knows this machine by name', () => {
  for (const [text, expected] of loopback) {
    const host = parseHost(text)
    assert.ok(host !== undefined, text)
    assert.equal(isLoopbackHost(host), expected, text)
  }
})
