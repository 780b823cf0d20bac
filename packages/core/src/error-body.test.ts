import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorBody } from './error-body.ts'
import { type ErrorCode, GatewayError } from './errors.ts'
import type { ErrorShape } from './providers/provider.ts'

/** Where each SDK looks: class by type or status, text by message. */
test('errorBody() speaks the words of the caller’s SDK', () => {
  const rows: [shape: ErrorShape, code: ErrorCode, at: string, value: unknown][] = [
    ['openai', 'key_missing', 'error.type', 'authentication_error'],
    ['openai', 'not_admitted', 'error.type', 'permission_error'],
    ['openai', 'no_route', 'error.type', 'invalid_request_error'],
    ['openai', 'upstream_reset', 'error.type', 'server_error'],
    ['openai', 'upstream_reset', 'error.code', 'upstream_reset'],
    ['openai', 'upstream_reset', 'error.param', null],
    ['anthropic', 'key_missing', 'type', 'error'],
    ['anthropic', 'key_missing', 'error.type', 'authentication_error'],
    ['anthropic', 'no_route', 'error.type', 'not_found_error'],
    ['anthropic', 'body_too_large', 'error.type', 'request_too_large'],
    ['anthropic', 'overloaded', 'error.type', 'overloaded_error'],
    ['anthropic', 'idle_timeout', 'error.type', 'timeout_error'],
    ['anthropic', 'upstream_reset', 'error.type', 'api_error'],
    ['anthropic', 'bad_target', 'error.type', 'invalid_request_error'],
    ['anthropic', 'bad_target', 'request_id', 'id-1'],
    ['gemini', 'key_missing', 'error.code', 401],
    ['gemini', 'key_missing', 'error.status', 'UNAUTHENTICATED'],
    ['gemini', 'first_byte_timeout', 'error.status', 'DEADLINE_EXCEEDED'],
    ['gemini', 'internal', 'error.status', 'INTERNAL'],
    ['gemini', 'bad_target', 'error.status', 'INVALID_ARGUMENT'],
    ['aws', 'key_missing', 'code', 'key_missing'],
    ['plain', 'key_missing', 'error.code', 'key_missing'],
    ['plain', 'key_missing', 'error.request_id', 'id-1'],
  ]
  for (const [shape, code, at, value] of rows) {
    const error = new GatewayError(code)
    const body = errorBody(shape, error, 'id-1')
    assert.ok(body.includes(JSON.stringify(error.message)), `${shape} ${code} says the message`)
    const found = at
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], JSON.parse(body))
    assert.equal(found, value, `${shape} ${code} ${at}`)
  }
})
