import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventStreamMessage } from './event-stream.ts'

/** The test vectors that AWS publishes with its SDKs: https://github.com/awslabs/aws-c-event-stream. */
const vectors: readonly (readonly [name: string, message: Buffer, hex: string])[] = [
  ['nothing', eventStreamMessage({}, Buffer.from('')), '000000100000000005c248eb7d98c8ff'],
  [
    'a payload without headers',
    eventStreamMessage({}, Buffer.from(`{'foo':'bar'}`)),
    '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936',
  ],
]

test('eventStreamMessage() writes what the published vectors say', () => {
  for (const [name, message, hex] of vectors) assert.equal(message.toString('hex'), hex, name)
})

test('eventStreamMessage() writes string headers in front of the payload', () => {
  const message = eventStreamMessage({ ':event-type': 'chunk' }, Buffer.from('é'))
  assert.equal(message.readUInt32BE(0), message.length)
  const headersLength = message.readUInt32BE(4)
  assert.equal(message.subarray(12, 12 + headersLength).toString('latin1'), '\x0b:event-type\x07\x00\x05chunk')
  assert.equal(message.subarray(12 + headersLength, -4).toString(), 'é')
})
