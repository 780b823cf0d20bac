import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { keyedHash } from './keyed-hash.ts'

test('keyedHash() is HMAC-SHA256', () => {
  const texts = ['', 'a', 'head\n', 'é€😀', 'x'.repeat(5_000)]
  for (const length of [0, 1, 32, 64]) {
    const secret = randomBytes(length)
    for (const text of texts) {
      for (const bytes of [new Uint8Array(), Uint8Array.of(0, 255), randomBytes(70_000)]) {
        const expected = createHmac('sha256', secret).update(text, 'utf8').update(bytes).digest('base64url')
        assert.equal(keyedHash(secret)(text, bytes), expected)
      }
    }
  }
  assert.throws(() => keyedHash(randomBytes(65)), TypeError)
})
