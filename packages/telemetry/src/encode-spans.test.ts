import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attributes } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { type Span, startCollector } from '@strait/testkit'
import { encodeSpans } from './encode-spans.ts'
import { FinishedSpan } from './finished-span.ts'
import { SPAN_ID, TRACE_ID } from './testing.ts'

const START = 1_700_000_000_123.456

function span(attributes: Attributes, more: Partial<Parameters<FinishedSpan['end']>[0]> = {}): ReadableSpan {
  const frame = {
    resource: resourceFromAttributes({ 'service.name': 'strait', 'process.args': ['a', 'b'] }),
    instrumentationScope: { name: 'strait', version: '1' },
    take() {},
  }
  const parent = { traceId: TRACE_ID, spanId: 'ffffffffffffffff', traceFlags: 1, isRemote: true }
  const made = new FinishedSpan(frame, 1, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 }, parent)
  made.end({ name: 'POST openai', start: START, end: START + 2000, attributes, error: false, ...more })
  return made
}

/** What a collector reads in it. */
async function read(spans: readonly ReadableSpan[]): Promise<readonly Span[]> {
  const collector = await startCollector()
  try {
    const body = encodeSpans(spans) as Uint8Array<ArrayBuffer>
    await fetch(`${collector.url}/v1/traces`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-protobuf' },
    })
    assert.deepEqual(collector.errors, [])
    return collector.spans
  } finally {
    await collector.close()
  }
}

test('encodeSpans() writes what a collector reads: ids, names, times, status, events, resource and scope', async () => {
  const event = { name: 'first_byte', at: START + 1 }
  const [seen, ...more] = await read([span({ a: 'b' }, { error: true, event })])
  assert.deepEqual(more, [])
  assert.deepEqual(seen, {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    parentSpanId: 'ffffffffffffffff',
    traceState: '',
    name: 'POST openai',
    kind: 'server',
    startNanos: 1_700_000_000_123_456_055n,
    endNanos: 1_700_000_002_123_456_055n,
    attributes: { a: 'b' },
    events: [{ name: 'first_byte', timeNanos: 1_700_000_000_124_456_055n, attributes: {} }],
    links: [],
    status: { code: 'error', message: '' },
    resource: { 'service.name': 'strait', 'process.args': ['a', 'b'] },
    scope: 'strait',
  })
})

const values: Readonly<Record<string, Attributes[string]>> = {
  empty: '',
  umlaut: 'Grüße, 東京 🚀',
  '127 chars': 'x'.repeat(127),
  '128 chars': 'x'.repeat(128),
  '20,000 chars': 'é'.repeat(20_000),
  zero: 0,
  'one byte': 127,
  'two bytes': 128,
  '32 bits': 2 ** 32,
  'largest whole number': Number.MAX_SAFE_INTEGER,
  fraction: 0.25,
  negative: -1,
  yes: true,
  no: false,
}

for (const [title, value] of Object.entries(values)) {
  test(`encodeSpans() writes the value: ${title}`, async () => {
    const [seen] = await read([span({ before: 1, value, after: 'still there' })])
    assert.deepEqual(seen?.attributes, { before: 1, value, after: 'still there' })
  })
}

test('encodeSpans() writes many spans of unlike sizes, and is as good the next time', async () => {
  const spans = Array.from({ length: 300 }, (_, i) => span({ i, text: 'y'.repeat(i * 7) }))
  for (let round = 0; round < 2; round++) {
    const seen = await read(spans)
    assert.deepEqual(
      seen.map(({ attributes }) => [attributes['i'], String(attributes['text']).length]),
      spans.map((_, i) => [i, i * 7]),
    )
  }
  assert.equal(encodeSpans([]), undefined)
})
