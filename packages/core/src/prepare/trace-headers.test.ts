import assert from 'node:assert/strict'
import { test } from 'node:test'
import { traceHeaders } from './trace-headers.ts'

test('traceHeaders() replaces the lines of the same names, in any spelling, and no others', () => {
  const headers = ['TraceParent', 'a', 'X-A', '1', 'traceparent', 'b', 'baggage', 'c']
  assert.deepEqual(traceHeaders(headers, ['traceparent', 'ours']), ['X-A', '1', 'baggage', 'c', 'traceparent', 'ours'])
  assert.deepEqual(traceHeaders(headers, []), headers)
})
