import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, errors, GatewayError, goneError } from './errors.ts'

test('every code has an error status and a message that is a sentence', () => {
  for (const [code, [status, message]] of Object.entries(errors)) {
    assert.match(code, /^[a-z]+(?:_[a-z]+)*$/)
    assert.ok(status >= 400 && status <= 599, code)
    assert.match(message, /^[A-Z].*\.$/s, code)
  }
})

test('GatewayError() says what the table says, or the detail; its cause is not in its message', () => {
  const rows: [code: ErrorCode, detail: string | undefined, status: number, message: string][] = [
    ['no_route', undefined, 404, errors.no_route[1]],
    ['no_route', 'No such door.', 404, 'No such door.'],
    ['upstream_reset', undefined, 502, errors.upstream_reset[1]],
  ]
  for (const [code, detail, status, message] of rows) {
    const error = new GatewayError(code, { detail, cause: new Error('10.0.0.5') })
    assert.deepEqual([error.code, error.status, error.message], [code, status, message])
  }
})

test('goneError() keeps a limit of ours and takes the rest for a client that left', () => {
  const ours = new GatewayError('body_timeout')
  assert.equal(goneError(ours), ours)
  assert.equal(goneError(new Error('closed')).code, 'client_gone')
  assert.equal(goneError(undefined).code, 'client_gone')
})
