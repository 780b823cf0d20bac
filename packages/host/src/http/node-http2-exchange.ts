import type { ServerHttp2Stream } from 'node:http2'
import { type Arrival, Cancel, type Gateway, type Reply } from '@strait/core'
import type { ListenerFacts } from './node-http.ts'
import { http2Headers, writeHttp2Reply } from './node-http2-reply.ts'
import { http2Head } from './node-http2-request.ts'
import { chunksOf, requestBody } from './node-request-body.ts'

/** How long a body without a length may take to show whether it is one. */
const END_MS = 5

/** One exchange on a stream of an HTTP/2 connection. Resolves when the answer has been handed over. */
export async function serveHttp2(
  gateway: Gateway,
  stream: ServerHttp2Stream,
  rawHeaders: readonly string[],
  facts: ListenerFacts,
): Promise<void> {
  const cancel = new Cancel()
  stream.on('aborted', () => {
    cancel.pull(new Error('the client left'))
    // A reset with NO_ERROR would leave it open on what nobody reads any more.
    setImmediate(() => stream.destroy())
  })
  // Its errors are seen as `close`; unheard they would end the process.
  stream.on('error', () => {})
  const arrival = await arrivalOf(stream, rawHeaders, cancel, facts)
  const reply: Reply = await gateway.handle(arrival)
  // Where the line was pulled by Strait itself there is still a client to tell why.
  if (isOver(stream)) return
  try {
    writeHttp2Reply(reply, stream)
  } catch (error) {
    // A head that can't be written: the client sees a stream that was reset, never half an answer.
    stream.destroy(error as Error)
  }
}

async function arrivalOf(
  stream: ServerHttp2Stream,
  rawHeaders: readonly string[],
  cancel: Cancel,
  facts: ListenerFacts,
): Promise<Arrival> {
  const { method, target, fields } = http2Head(rawHeaders)
  const peer = stream.session?.socket.remoteAddress ?? ''
  // As node:http does before it hands a request over.
  const waits = /^100-continue$/i.test(fields.get('expect') ?? '')
  if (waits && !isOver(stream)) stream.additionalHeaders({ ':status': 100 })
  return {
    kind: 'http',
    method,
    target,
    scheme: facts.scheme,
    httpVersion: '2',
    fields,
    body: await bodyOf(stream, fields.get('content-length')),
    peer,
    cancel,
    doors: facts.doors,
    listener: facts.listener,
    trailers: true,
    interim(status, headers) {
      if (status === 101 || stream.headersSent || isOver(stream)) return
      stream.additionalHeaders({ ':status': status, ...http2Headers(headers) })
    },
  }
}

/** One that was reset is closed at once, and destroyed a little later. */
function isOver(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed
}

/**
 * As HTTP/1.1 has it, but that a body needs no announcement: without a length only its end tells whether there is one.
 * What is not streamed is seen to its end here: Node counts a stream as open until then, and would refuse a client
 * that keeps to the number of streams it was given.
 */
async function bodyOf(stream: ServerHttp2Stream, length: string | undefined): Promise<Arrival['body']> {
  const body = stream.endAfterHeaders ? undefined : await announced(stream, length)
  if (body !== undefined && !(body instanceof Uint8Array)) return uploaded(body, stream)
  stream.resume()
  return body
}

async function announced(stream: ServerHttp2Stream, length: string | undefined): Promise<Arrival['body']> {
  if (length !== undefined) return requestBody(stream, { 'content-length': length })
  return (await endsAtOnce(stream)) ? undefined : chunksOf(stream)
}

/** node:http2 lets a body that a reset cut off end as if whole. */
async function* uploaded(chunks: AsyncIterable<Uint8Array>, stream: ServerHttp2Stream): AsyncGenerator<Uint8Array> {
  yield* chunks
  if (stream.aborted) throw new Error('the client left')
}

function endsAtOnce(stream: ServerHttp2Stream): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (empty: boolean) => {
      clearTimeout(timer)
      stream.off('readable', look)
      stream.off('end', empties)
      stream.off('close', leaves)
      resolve(empty)
    }
    const look = () => {
      // Without anything there reading makes the end known, if this is it.
      if (stream.readableLength > 0) settle(false)
      else stream.read()
    }
    const empties = () => settle(true)
    const leaves = () => settle(false)
    const timer = setTimeout(leaves, END_MS)
    stream.on('readable', look)
    stream.on('end', empties)
    stream.on('close', leaves)
  })
}
