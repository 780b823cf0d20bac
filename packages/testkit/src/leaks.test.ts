import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNoSecret } from './leaks.ts'

const secret = 'sk-Planted/Secret+1&x'
const bytes = Buffer.from(secret)

test('assertNoSecret() finds every spelling', () => {
  const texts: Record<string, string> = {
    plain: `key=${secret}`,
    'upper case': secret.toUpperCase(),
    reversed: [...secret].reverse().join(''),
    hex: bytes.toString('hex').toUpperCase(),
    'reversed hex': Buffer.from(bytes).reverse().toString('hex'),
    'url encoded': encodeURIComponent(secret),
    'url encoded in lower case': encodeURIComponent(secret).toLowerCase(),
    'basic credentials': Buffer.from(`user:${secret}`).toString('base64'),
    'bearer in base64': Buffer.from(`Bearer ${secret}, and more`).toString('base64'),
    base64url: bytes.toString('base64url'),
    html: `<b>${secret.replace('&', '&amp;')}</b>`,
  }
  for (const [name, text] of Object.entries(texts)) {
    assert.throws(() => assertNoSecret([`line\nbefore ${text} after`], [secret]), /output 1, line 2, column/, name)
  }
})

test('assertNoSecret() names the output and the secret without repeating it', () => {
  const outputs = ['clean', { name: 'stderr', text: `x ${secret}` }]
  assert.throws(
    () => assertNoSecret(outputs, ['another-secret', secret]),
    (error: Error) => {
      assert.match(error.message, /secret 2 as plain text in stderr, line 1, column 3/)
      assert.ok(!error.message.includes(secret))
      return true
    },
  )
})

test('assertNoSecret() passes what holds none and refuses secrets too short to look for', () => {
  assertNoSecret(['sk-…masked', Buffer.from('other text').toString('base64')], [secret])
  assert.throws(() => assertNoSecret(['x'], ['short']), /at least 8/)
})
