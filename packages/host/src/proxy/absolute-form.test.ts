import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import type { WireRequest } from '@strait/wire'
import { absoluteForm } from './absolute-form.ts'

const request: WireRequest = {
  origin: { scheme: 'http', host: 'up.test', port: 8080, hostHeader: 'up.test:8080' },
  method: 'POST',
  target: '/v1//x%2F?q=%20&&',
  headers: ['X-One', '1', 'x-one', '2'],
  body: { kind: 'empty' },
  connectTimeout: 1000,
  maxHead: 1000,
}

test('absoluteForm() goes to the proxy and changes nothing but the target', () => {
  const proxy = { scheme: 'http', host: '10.0.0.5', port: 3128, authorization: undefined } as const
  assert.deepEqual(absoluteForm(request, proxy), {
    ...request,
    origin: { scheme: 'http', host: '10.0.0.5', port: 3128, hostHeader: 'up.test:8080' },
    target: 'http://up.test:8080/v1//x%2F?q=%20&&',
    tls: undefined,
  })
})

test('absoluteForm() shows the credentials behind the lines of the request', () => {
  const authorization = new Secret('Basic abc', 'test')
  const { headers } = absoluteForm(request, { scheme: 'http', host: 'p', port: 1, authorization })
  assert.deepEqual(headers, [...request.headers, 'proxy-authorization', 'Basic abc'])
})
