import { crc32 } from 'node:zlib'

/** An event's headers; all those that AWS sends in events are strings. */
export type EventHeaders = Readonly<Record<string, string>>

const STRING = 7

/**
 * One message of `application/vnd.amazon.eventstream` (Amazon Transcribe Developer Guide, "Event stream encoding"):
 * both lengths and their CRC, the headers, the payload, and the CRC of all that.
 */
export function eventStreamMessage(headers: EventHeaders, payload: Uint8Array): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => headerOf(name, value)))
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(16 + head.length + payload.length, 0)
  prelude.writeUInt32BE(head.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const message = Buffer.concat([prelude, head, payload])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(message), 0)
  return Buffer.concat([message, sum])
}

function headerOf(name: string, value: string): Buffer {
  const text = Buffer.from(value)
  const size = Buffer.from([text.length >> 8, text.length & 0xff])
  return Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), Buffer.from([STRING]), size, text])
}
