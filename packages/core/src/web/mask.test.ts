import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dropQueryPair, maskHeaders, maskTarget } from './mask.ts'

const headers: readonly (readonly [name: string, value: string, shown: string])[] = [
  ['Authorization', 'Bearer s3cret', 'Bearer ***'],
  ['authorization', 'bearer  s3cret x', 'bearer ***'],
  ['authorization', 'AWS4-HMAC-SHA256 Credential=s3cret', 'AWS4-HMAC-SHA256 ***'],
  ['authorization', 's3cret', '***'],
  ['authorization', 's3cret tail', '***'],
  ['authorization', 'Bearer', '***'],
  ['Proxy-Authorization', 'Basic s3cret', 'Basic ***'],
  ['cookie', 'session=s3cret', '***'],
  ['Set-Cookie', 'a=s3cret; Path=/', '***'],
  ['x-api-key', 's3cret', '***'],
  ['api-key', 's3cret', '***'],
  ['x-goog-api-key', 's3cret', '***'],
  ['x-amz-security-token', 's3cret', '***'],
  ['api_token', 's3cret', '***'],
  ['X-Client-Secret', 's3cret', '***'],
  ['x-passwd', 's3cret', '***'],
  ['x-signature', 's3cret', '***'],
  ['cf-access-jwt-assertion', 's3cret', '***'],
  ['x-portkey-config', '{"api_key":"s3cret"}', '***'],
  ['x-bf-vk', 's3cret', '***'],
  ['x-operators-own', 's3cret', '***'],
  ['Location', 'https://u:s3cret@h/p?X-Amz-Signature=s3cret&limit=1', 'https://***@h/p?X-Amz-Signature=***&limit=1'],
  ['sec-websocket-protocol', 'realtime,openai-insecure-api-key.s3cret', 'realtime, ***'],
  ['sec-websocket-protocol', 's3cret-that-is-no-name', ' ***'],
  ['accept', '*/*', '*/*'],
  ['content-type', 'application/json', 'application/json'],
  ['x-ratelimit-remaining-tokens', '99', '99'],
  ['anthropic-ratelimit-tokens-reset', 't', 't'],
  ['user-agent', 'x', 'x'],
]

test('maskHeaders() hides credentials and nothing else', () => {
  for (const [name, value, shown] of headers) {
    assert.deepEqual(maskHeaders([name, value], new Set(['x-operators-own'])), [name, shown], `${name}: ${value}`)
  }
})

const targets: readonly (readonly [target: string, shown: string])[] = [
  ['/v1/models', '/v1/models'],
  ['/v1/models?', '/v1/models?'],
  ['/x?alt=sse&key=s3cret', '/x?alt=sse&key=***'],
  ['/x?api-version=2024-10-21&beta=true&limit=5&stream=1', '/x?api-version=2024-10-21&beta=true&limit=5&stream=1'],
  ['/x?model=gpt-5', '/x?model=***'],
  ['/x?s3cret', '/x?***'],
  ['/x?a==s3cret=&&b=', '/x?a=***&&b=***'],
  ['/x?k%65y=s3cret', '/x?k%65y=***'],
  ['/x?a=1?key=s3cret', '/x?a=***'],
  ['/x?%61lt=sse', '/x?%61lt=sse'],
  ['/x?stream', '/x?stream'],
  ['http://user:s3cret@h/p?q=s3cret', 'http://***@h/p?q=***'],
  ['http://u@s3cret@h', 'http://***@h'],
  ['/cb#access_token=s3cret', '/cb#***'],
  ['/a@b?x', '/a@b?***'],
]

test('maskTarget() hides every query value that is not known to be harmless', () => {
  for (const [target, shown] of targets) assert.equal(maskTarget(target), shown, target)
})

const queries: readonly (readonly [query: string, left: string])[] = [
  ['', ''],
  ['?', '?'],
  ['?key=s', ''],
  ['?key', ''],
  ['?key=s&a=1', '?a=1'],
  ['?a=1&key=s', '?a=1'],
  ['?a=1&key=s&b=%2F+x', '?a=1&b=%2F+x'],
  ['?key=1&a&key=2', '?a'],
  ['?k%65y=s&a', '?a'],
  ['?%6b%65%79=s', ''],
  ['?key=a=b&c', '?c'],
  ['?monkey=1&keys=2&Key=3', '?monkey=1&keys=2&Key=3'],
  ['?a=key', '?a=key'],
  ['?a=key=1&b', '?a=key=1&b'],
  ['?%zz=1&key=2', '?%zz=1'],
  ['?&key=1', '?'],
  ['?a&&key=1&&b', '?a&&&b'],
  ['?%E0%A4=1', '?%E0%A4=1'],
]

test('dropQueryPair() takes that pair and no other byte', () => {
  for (const [query, left] of queries) assert.equal(dropQueryPair(query, 'key'), left, query)
})
