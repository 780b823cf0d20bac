import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Arrival } from '@strait/core'

/** A body up to this size is held as bytes if it comes at once; larger ones stream. */
const HELD_MAX = 64 * 1024

/** How long the rest of a body may take that came in more than one piece. Then it streams. */
const REST_MS = 5

/**
 * The body as bytes where it is already here or comes with the next packets, else as a stream: bytes cost a
 * fraction of a stream, and who sends slowly still has each piece passed on.
 */
export async function requestBody(incoming: Readable, headers: IncomingHttpHeaders): Promise<Arrival['body']> {
  if (headers['transfer-encoding'] !== undefined) return chunksOf(incoming)
  const length = headers['content-length']
  if (length === undefined || length === '0') return undefined
  const bytes = Number(length)
  if (!(bytes <= HELD_MAX && bytes <= incoming.readableHighWaterMark)) return chunksOf(incoming)
  // Node parses what one read brought in one go: a turn of the microtask queue later it is all there.
  await undefined
  if (incoming.readableLength < bytes) await rest(incoming, bytes)
  if (incoming.readableLength < bytes) return chunksOf(incoming)
  return (incoming.read(bytes) as Uint8Array | null) ?? chunksOf(incoming)
}

function rest(incoming: Readable, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer)
      incoming.off('readable', look)
      incoming.off('close', settle)
      resolve()
    }
    const look = () => {
      if (incoming.readableLength >= bytes) settle()
    }
    const timer = setTimeout(settle, REST_MS)
    incoming.on('readable', look)
    incoming.on('close', settle)
  })
}

/** An upstream may answer before it has read everything: to stop reading must not close the socket under that answer. */
export function chunksOf(incoming: Readable): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) }
}
