import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Collector, startCollector } from './collector.ts'
import { request } from './request.ts'
import { until } from './wait.ts'

/** Protobuf by hand: field number and wire type, then the value. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const bytes = (id: number, ...parts: (string | number[])[]) => {
  const content = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part))
  return [...varint((id << 3) | 2), ...varint(content.length), ...content]
}
const number = (id: number, value: number) => [...varint(id << 3), ...varint(value)]
const fixed64 = (id: number, value: bigint) => {
  const content = Buffer.alloc(8)
  content.writeBigUInt64LE(value)
  return [...varint((id << 3) | 1), ...content]
}
const attribute = (id: number, key: string, value: number[]) => bytes(id, bytes(1, key), bytes(2, value))
const idBytes = (hex: string) => [...Buffer.from(hex, 'hex')]

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanMessage = [
  bytes(1, idBytes(traceId)),
  bytes(2, idBytes('b7ad6b7169203331')),
  bytes(3, 'vendor=1'),
  bytes(4, idBytes('00f067aa0ba902b7')),
  bytes(5, 'POST /v1/chat'),
  number(6, 2),
  fixed64(7, 1_700_000_000_000_000_001n),
  fixed64(8, 1_700_000_000_000_000_009n),
  attribute(9, 'http.request.method', bytes(1, 'POST')),
  attribute(9, 'http.response.status_code', number(3, 529)),
  attribute(9, 'streamed', number(2, 1)),
  attribute(9, 'ratio', fixed64(4, 0x3fe0000000000000n)),
  attribute(9, 'list', bytes(5, bytes(1, bytes(1, 'a')), bytes(1, bytes(1, 'b')))),
  bytes(11, fixed64(1, 5n), bytes(2, 'first byte'), attribute(3, 'at', number(3, 1))),
  bytes(15, bytes(2, 'overloaded'), number(3, 2)),
].flat()
const scopeSpans = bytes(2, bytes(1, bytes(1, 'strait')), bytes(2, spanMessage))
const resource = bytes(1, attribute(1, 'service.name', bytes(1, 'strait')))
const message = Buffer.from(bytes(1, resource, scopeSpans))

async function post(collector: Collector, body: Uint8Array, headers: Record<string, string>) {
  return request(collector.port, { method: 'POST', target: '/v1/traces', body, headers })
}

test('startCollector() decodes protobuf, plain and gzip', async () => {
  const collector = await startCollector()
  const proto = { 'content-type': 'application/x-protobuf' }
  assert.equal((await post(collector, message, proto)).status, 200)
  assert.equal((await post(collector, gzipSync(message), { ...proto, 'content-encoding': 'gzip' })).status, 200)
  const spans = await collector.waitForSpans((all) => all.length === 2)
  assert.deepEqual(collector.errors, [])
  assert.deepEqual(spans[0], spans[1])
  assert.deepEqual(spans[0], {
    name: 'POST /v1/chat',
    traceId,
    spanId: 'b7ad6b7169203331',
    parentSpanId: '00f067aa0ba902b7',
    traceState: 'vendor=1',
    kind: 'server',
    startNanos: 1_700_000_000_000_000_001n,
    endNanos: 1_700_000_000_000_000_009n,
    attributes: {
      'http.request.method': 'POST',
      'http.response.status_code': 529,
      streamed: true,
      ratio: 0.5,
      list: ['a', 'b'],
    },
    events: [{ name: 'first byte', timeNanos: 5n, attributes: { at: 1 } }],
    links: [],
    status: { code: 'error', message: 'overloaded' },
    resource: { 'service.name': 'strait' },
    scope: 'strait',
  })
  await collector.close()
})

test('startCollector() decodes JSON to the same shape', async () => {
  const collector = await startCollector()
  const span = {
    name: 'GET',
    traceId: traceId.toUpperCase(),
    spanId: 'b7ad6b7169203331',
    kind: 3,
    startTimeUnixNano: '1700000000000000001',
    endTimeUnixNano: '1700000000000000009',
    attributes: [
      { key: 'n', value: { intValue: '7' } },
      { key: 'l', value: { arrayValue: { values: [{ boolValue: true }] } } },
    ],
    events: [{ name: 'e', timeUnixNano: '5', attributes: [] }],
    status: {},
  }
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'strait' } }] },
        scopeSpans: [{ scope: { name: 'strait' }, spans: [span] }],
      },
    ],
  }
  await post(collector, Buffer.from(JSON.stringify(body)), { 'content-type': 'application/json' })
  const [found] = await collector.waitForSpans((all) => all.length === 1)
  assert.ok(found)
  assert.deepEqual([found.traceId, found.kind, found.parentSpanId], [traceId, 'client', undefined])
  assert.deepEqual(found.attributes, { n: 7, l: [true] })
  assert.deepEqual([found.status.code, found.endNanos], ['unset', 1_700_000_000_000_000_009n])
  assert.deepEqual(found.resource, { 'service.name': 'strait' })
  await collector.close()
})

test('answer() makes exports fail and keeps their spans out', async () => {
  const collector = await startCollector()
  collector.answer(503)
  assert.equal((await post(collector, message, {})).status, 503)
  assert.equal(collector.spans.length, 0)
  assert.equal(collector.exports.length, 1)
  await collector.close()
})

test('startCollector() keeps what it could not read as an error', async () => {
  const collector = await startCollector()
  await post(collector, Buffer.from([10, 200]), { 'content-type': 'application/x-protobuf' })
  assert.match(String(collector.errors[0]), /protobuf ends/)
  await collector.close()
})

test('startCollector() counts an export whose sender leaves in the middle as one that could not be read', async () => {
  const collector = await startCollector()
  const client = connect(collector.port, '127.0.0.1')
  client.write('POST /v1/traces HTTP/1.1\r\nhost: collector\r\ncontent-length: 100\r\n\r\nhalf', () => client.destroy())
  await until(() => collector.errors.length === 1)
  assert.deepEqual([collector.exports.length, collector.spans.length], [0, 0])
  await collector.close()
})
