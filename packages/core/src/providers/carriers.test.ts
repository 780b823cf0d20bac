import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { anthropic } from './anthropic.ts'
import { carriersOf, readCarriers } from './carriers.ts'
import { gemini } from './gemini.ts'

const rows: readonly (readonly [headers: readonly string[], query: string, found: readonly string[]])[] = [
  [['Authorization', 'Bearer k'], '', ['header authorization k']],
  [['authorization', 'bEaReR \t k '], '', ['header authorization k']],
  [['authorization', 'k'], '', ['header authorization k']],
  [['authorization', 'Bearer'], '', []],
  [['authorization', 'Bearer '], '', []],
  [['authorization', ''], '', []],
  [['authorization', 'Basic dTpw'], '', []],
  [['authorization', 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c'], '', []],
  [['x-api-key', 'k'], '', ['header x-api-key k']],
  [['X-Api-Key', 'Bearer k'], '', ['header x-api-key k']],
  [['api-key', 'k'], '', ['header api-key k']],
  [['X-Goog-Api-Key', 'k'], '', ['header x-goog-api-key k']],
  [['x-portkey-api-key', 'k'], '', ['header x-portkey-api-key k']],
  [['x-api-key', 'a', 'x-api-key', 'b'], '', ['header x-api-key a', 'header x-api-key b']],
  [['x-api-key', 'a', 'api-key', 'b'], '', ['header x-api-key a', 'header api-key b']],
  [['cookie', 'k', 'x-key', 'k', 'proxy-authorization', 'Bearer k'], '', []],
  [[], '?key=k', ['query key k']],
  [[], '?alt=sse&key=k&x', ['query key k']],
  [[], '?k%65y=k%2Bk', ['query key k+k']],
  [[], '?key=a+b', ['query key a+b']],
  [[], '?key=a=b', ['query key a=b']],
  [[], '?key=%zz', ['query key %zz']],
  [[], '?key=1&key=2', ['query key 1', 'query key 2']],
  [[], '?key=&key&Key=x&monkey=y', []],
  [[], '?', []],
  [[], '?api-key=k', ['query api-key k']],
  [
    ['sec-websocket-protocol', 'realtime,openai-insecure-api-key.k , x'],
    '',
    ['subprotocol openai-insecure-api-key. k'],
  ],
  [['sec-websocket-protocol', 'realtime, openai-insecure-api-key.'], '', []],
  [['x-api-key', 'a'], '?key=b', ['header x-api-key a', 'query key b']],
]

test('readCarriers() finds a key wherever an SDK puts it, and nothing that is no key', () => {
  for (const [headers, query, found] of rows) {
    const names = readCarriers(new Fields(headers), query).map(
      ({ carrier, value }) => `${carrier.kind} ${carrier.name} ${value}`,
    )
    assert.deepEqual(names, found, `${headers.join(' ')} ${query}`)
  }
})

test("carriersOf() joins what all providers share with a provider's own", () => {
  const shared = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-portkey-api-key', 'x-bf-vk']
  assert.deepEqual([...carriersOf(anthropic).headers], shared)
  assert.deepEqual(carriersOf(anthropic).query, ['key', 'api-key'])
  assert.deepEqual(carriersOf(gemini).query, ['key', 'api-key', 'access_token', 'oauth_token'])
})
