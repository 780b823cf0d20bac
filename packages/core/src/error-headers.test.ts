import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorHeaders } from './error-headers.ts'
import { type ErrorCode, GatewayError } from './errors.ts'

test('errorHeaders() names the class that an SDK of AWS is to raise', () => {
  const rows: [code: ErrorCode, type: string][] = [
    ['key_missing', 'AccessDeniedException'],
    ['not_admitted', 'AccessDeniedException'],
    ['no_route', 'ResourceNotFoundException'],
    ['bad_target', 'ValidationException'],
    ['body_too_large_to_sign', 'ValidationException'],
    ['overloaded', 'ServiceUnavailableException'],
    ['first_byte_timeout', 'ModelTimeoutException'],
    ['upstream_reset', 'InternalServerException'],
  ]
  for (const [code, type] of rows)
    assert.deepEqual(errorHeaders('aws', new GatewayError(code)), ['x-amzn-errortype', type])
})

test('errorHeaders() adds nothing for SDKs that read status and body', () => {
  for (const shape of ['openai', 'anthropic', 'gemini', 'plain'] as const) {
    assert.deepEqual(errorHeaders(shape, new GatewayError('key_missing')), [])
  }
})
