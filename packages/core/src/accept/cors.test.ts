import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields } from '../web/fields.ts'
import { type Cors, corsHeaders, preflight } from './cors.ts'

const cors: Cors = {
  origins: new Set(['https://app.example']),
  methods: undefined,
  headers: undefined,
  expose: undefined,
  credentials: false,
  maxAgeSeconds: 600,
}
const ASK = ['Origin', 'https://app.example', 'Access-Control-Request-Method', 'POST']

test('preflight() allows what a listed origin asks for', () => {
  const fields = new Fields([...ASK, 'access-control-request-headers', 'authorization,content-type'])
  const answer = new Fields(preflight(fields, cors) ?? [])
  assert.equal(answer.get('access-control-allow-origin'), 'https://app.example')
  assert.equal(answer.get('access-control-allow-methods'), 'POST')
  assert.equal(answer.get('access-control-allow-headers'), 'authorization,content-type')
  assert.equal(answer.get('access-control-max-age'), '600')
  assert.match(answer.get('vary') ?? '', /\borigin\b/)
  assert.equal(answer.has('access-control-allow-private-network'), false)
  assert.equal(answer.has('access-control-allow-credentials'), false)
})

test('preflight() answers the private network question', () => {
  const answer = new Fields(
    preflight(new Fields([...ASK, 'access-control-request-private-network', 'true']), cors) ?? [],
  )
  assert.equal(answer.get('access-control-allow-private-network'), 'true')
})

test('preflight() leaves other OPTIONS alone', () => {
  assert.equal(preflight(new Fields([]), cors), undefined)
  assert.equal(preflight(new Fields(['origin', 'https://app.example']), cors), undefined)
  assert.equal(preflight(new Fields(['origin', 'https://evil.example', ...ASK.slice(2)]), cors), undefined)
})

test('corsHeaders() lets listed origins read, and tells caches that origins differ', () => {
  const own = new Fields(corsHeaders('https://app.example', cors))
  assert.equal(own.get('access-control-allow-origin'), 'https://app.example')
  assert.equal(own.get('access-control-expose-headers'), '*')
  assert.equal(own.get('vary'), 'origin')
  for (const origin of [undefined, 'https://evil.example', 'null']) {
    assert.deepEqual(corsHeaders(origin, cors), ['vary', 'origin'], origin)
  }
})
