import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { answered, attempt, failed, fakeRecord, flow, setUp } from './testing.ts'

for (const [title, record, outcome, expected] of [
  ['200', { status: 200 }, answered(200), [undefined, undefined]],
  ['429', { status: 429 }, answered(429), [undefined, '429']],
  ['503 of the upstream', { status: 503 }, answered(503), ['503', '503']],
  [
    'a refused connection',
    { status: 502, error: 'upstream_refused' },
    failed('upstream_refused'),
    ['upstream_refused', 'upstream_refused'],
  ],
  ['a key that is missing', { status: 401, error: 'key_missing' }, undefined, [undefined, undefined]],
  [
    'a client that left before the head',
    { status: 499, error: 'client_gone', ended: 'client' },
    failed('client_gone'),
    [undefined, undefined],
  ],
  [
    'a client that left in the body',
    { status: 200, error: 'client_gone', ended: 'client' },
    answered(200, flow),
    [undefined, undefined],
  ],
  [
    'an answer cut by the upstream',
    { status: 200, error: 'upstream_cut', ended: 'upstream' },
    answered(200, flow),
    ['upstream_cut', 'upstream_cut'],
  ],
  [
    'an answer that paused too long',
    { status: 200, error: 'idle_timeout', ended: 'strait' },
    answered(200, flow),
    ['idle_timeout', 'idle_timeout'],
  ],
] as const) {
  test(`end() says whose error it was: ${title}`, async () => {
    const { begin, spans } = setUp()
    const trace = begin()
    assert.ok(trace)
    if (outcome !== undefined) attempt(trace, outcome)
    trace.end(fakeRecord(record))
    const all = await spans()
    const seen = [SpanKind.SERVER, SpanKind.CLIENT].map((kind) => all.find((span) => span.kind === kind))
    for (const [index, span] of seen.entries()) {
      assert.equal(span?.attributes['error.type'], expected[index])
      const isError = expected[index] !== undefined
      assert.equal(span?.status.code ?? SpanStatusCode.UNSET, isError ? SpanStatusCode.ERROR : SpanStatusCode.UNSET)
    }
  })
}

test('attempt() makes one span per call, each with the reason the exchange gives', async () => {
  const { begin, spans } = setUp()
  const trace = begin()
  assert.ok(trace)
  trace.attempt({ target: 'never', provider: 'called' })
  const first = attempt(trace, failed('client_gone'))
  const second = attempt(trace, answered(200))
  assert.notEqual(first.headers[1], second.headers[1])
  const tried = { target: 'openai', provider: 'openai', address: '', status: undefined, ms: 1 }
  const attempts = [
    { ...tried, error: 'first_byte_timeout' as const },
    { ...tried, status: 200, error: undefined },
  ]
  trace.end(fakeRecord({ attempts }))
  const clients = (await spans()).filter((span) => span.kind === SpanKind.CLIENT)
  assert.deepEqual(
    clients.map(({ attributes }) => [attributes['error.type'], attributes['http.request.resend_count']]),
    [
      ['first_byte_timeout', undefined],
      [undefined, 1],
    ],
  )
})
