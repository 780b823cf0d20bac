import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../web/bytes.ts'
import { readToken } from './read-token.ts'

const form = new URLSearchParams({ client_secret: 'hunter_secret', client_id: 'app' })
const read = (body: unknown, status = 200) =>
  readToken(status, utf8(typeof body === 'string' ? body : JSON.stringify(body)), form)

const MINUTES = 60_000
const lives: readonly (readonly [expiresIn: unknown, ms: number])[] = [
  [3599, 3_599_000],
  ['3599', 3_599_000],
  [0.5, 500],
  [undefined, 5 * MINUTES],
  [null, 5 * MINUTES],
  ['', 5 * MINUTES],
  ['soon', 5 * MINUTES],
  [true, 5 * MINUTES],
  [[60], 5 * MINUTES],
  [0, 5 * MINUTES],
  [-10, 5 * MINUTES],
  [1e15, 24 * 60 * MINUTES],
]
for (const [expires_in, ms] of lives) {
  test(`readToken() takes expires_in ${JSON.stringify(expires_in)} for ${ms} ms`, () => {
    const outcome = read({ access_token: 'ey.a.b', token_type: 'bearer', expires_in })
    assert.equal(outcome.kind === 'token' && outcome.life, ms)
  })
}

const failures: readonly (readonly [status: number, body: unknown, says: RegExp])[] = [
  [400, { error: 'invalid_scope' }, /^the token endpoint answered 400 \(invalid_scope\)$/],
  [
    401,
    { error: 'invalid_client', error_description: 'planted' },
    /^the token endpoint answered 401 \(invalid_client\)$/,
  ],
  // What is no code may be anything, and what we sent may come back.
  [400, { error: 'planted words' }, /^the token endpoint answered 400$/],
  [400, { error: 'hunter_secret' }, /^the token endpoint answered 400$/],
  [400, { error: 'it_was_hunter_secret' }, /^the token endpoint answered 400$/],
  [403, { error: { status: 'PERMISSION_DENIED' } }, /^the token endpoint answered 403$/],
  [500, '<html>planted', /^the token endpoint answered 500$/],
  [302, '', /^the token endpoint answered 302$/],
  [201, { access_token: 'a' }, /^the token endpoint answered 201$/],
  [200, 'planted', /without a bearer token$/],
  [200, 'null', /without a bearer token$/],
  [200, {}, /without a bearer token$/],
  [200, { access_token: '' }, /without a bearer token$/],
  [200, { access_token: 'planted\r\nx-injected: 1' }, /without a bearer token$/],
  [200, { access_token: 'a'.repeat(40_000) }, /without a bearer token$/],
  [200, { access_token: 'a', token_type: 'mac' }, /without a bearer token$/],
]
for (const [status, body, says] of failures) {
  test(`readToken() takes ${status} ${JSON.stringify(body).slice(0, 60)} for no token`, () => {
    const outcome = read(body, status)
    assert.equal(outcome.kind, 'failed')
    assert.match(outcome.says, says)
    assert.doesNotMatch(outcome.says, /planted|hunter/)
  })
}
