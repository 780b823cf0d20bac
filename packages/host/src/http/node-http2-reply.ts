import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { Flow, Reply } from '@strait/core'
import { headerMap } from './header-map.ts'

/** How long the bytes before a break may take to leave. */
const FLUSH_MS = 500

/** What goes to a client that has not said what it takes: nghttp2's own bound for heads. */
const HEAD_MAX = 64 * 1024

/** RFC 9113 8.2.2: of an HTTP/1.1 connection, malformed here. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** No date where the provider sent none; `@types/node` has this only where node:http2 looks like node:http. */
const AS_IS: object = { sendDate: false }

/** The answer, written to the stream of its request. Throws on a head that can't be sent. */
export function writeHttp2Reply({ status, headers, body }: Reply, stream: ServerHttp2Stream): void {
  refuseTooLarge(headers, stream)
  const head = { ':status': status, ...http2Headers(headers) }
  if (body === undefined) {
    stream.respond(head, { ...AS_IS, endStream: true })
    endUpload(stream)
  } else if (body instanceof Uint8Array) {
    stream.respond(head, AS_IS)
    stream.once('finish', () => endUpload(stream))
    stream.end(body)
  } else {
    writeFlow(body, head, stream)
  }
}

/** A flat list as node:http2 takes headers: lines of one name become an array, and are lines again on the wire. */
export function http2Headers(flat: readonly string[]): OutgoingHttpHeaders {
  return headerMap(flat, OF_CONNECTIONS)
}

function writeFlow(flow: Flow, head: OutgoingHttpHeaders, stream: ServerHttp2Stream): void {
  let trailers: readonly string[] = []
  stream.respond(head, { ...AS_IS, waitForTrailers: true })
  stream.on('wantTrailers', () => {
    try {
      stream.sendTrailers(http2Headers(trailers))
      endUpload(stream)
    } catch (error) {
      // Nobody could catch it outside an event. Without its trailers the answer is not whole.
      stream.destroy(error as Error)
    }
  })
  stream.on('drain', () => flow.resume())
  flow.read({
    data(chunk) {
      if (!stream.write(chunk)) flow.pause()
    },
    end(last) {
      trailers = last
      stream.end()
    },
    fail: (error) => breakOff(stream, error),
  })
}

/**
 * RST_STREAM, and no END_STREAM before it: node:http2 ends a stream that is closed or destroyed without an error as if
 * it were whole. What came before is still the client's; one that takes nothing loses it.
 */
function breakOff(stream: ServerHttp2Stream, error: unknown): void {
  const broken = error instanceof Error ? error : new Error('the answer was cut')
  const timer = setTimeout(() => stream.destroy(broken), FLUSH_MS)
  stream.write(EMPTY, () => {
    clearTimeout(timer)
    stream.destroy(broken)
  })
}

const EMPTY = new Uint8Array(0)

/**
 * RFC 9113 8.1: after a whole answer NO_ERROR stops what is left of an upload. At once it would overtake the answer;
 * and the stream is there until what came of the upload is read.
 */
function endUpload(stream: ServerHttp2Stream): void {
  if (stream.readableEnded) return
  setImmediate(() => {
    if (stream.destroyed || stream.readableEnded) return
    stream.close(constants.NGHTTP2_NO_ERROR)
    stream.removeAllListeners('readable')
    stream.resume()
  })
}

/** Beyond what the client takes a head would end the whole connection (RFC 9113 6.5.2 counts 32 more for each line). */
function refuseTooLarge(headers: readonly string[], { session }: ServerHttp2Stream): void {
  let size = headers.length * 16
  for (const text of headers) size += text.length
  const max = Math.min(session?.remoteSettings?.maxHeaderListSize ?? HEAD_MAX, HEAD_MAX)
  if (size > max) throw new Error(`the head of the answer has ${size} bytes; the client takes ${max}`)
}
