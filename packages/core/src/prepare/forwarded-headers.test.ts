import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival } from '../../test/harness.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

test('forwardedHeaders() appends behind what earlier proxies wrote, in their last line', () => {
  const exchange = accepted(arrival({ peer: '203.0.113.9', scheme: 'https' }))
  const headers = ['X-Forwarded-For', 'a', 'via', '1.1 edge', 'x-forwarded-for', 'b']
  assert.deepEqual(forwardedHeaders(headers, exchange), [
    ...['X-Forwarded-For', 'a', 'via', '1.1 edge, 1.1 strait', 'x-forwarded-for', 'b, 203.0.113.9'],
    ...['x-forwarded-proto', 'https', 'x-forwarded-host', 'localhost'],
  ])
  assert.equal(headers.length, 6)
})
