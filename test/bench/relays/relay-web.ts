import type { Dial, WireBody, WireFlow } from '@strait/wire'
import { stays } from './hop-by-hop.ts'
import { answerLines, clientOn, HELD_MAX, Line, requestOf } from './upstream.ts'

const HIGH_WATER = 64 * 1024

/** A relay on Fetch and no more: bytes through, backpressure, and an end that both sides learn of. */
export function relayWeb(dial: Dial): (request: Request) => Promise<Response> {
  const client = clientOn(dial)
  return async (request) => {
    const target = request.url.slice(request.url.indexOf('/', 8))
    const dropped = stays(request.headers.get('connection') ?? undefined)
    const headers: string[] = []
    for (const [name, value] of request.headers) {
      if (!dropped(name) && name !== 'content-length') headers.push(name, value)
    }
    const body = await bodyOf(request)
    const line = new Line()
    request.signal.addEventListener('abort', () => line.pull(), { once: true })
    const answer = await client.send(requestOf(request.method, target, headers, body), line)
    if (answer.kind === 'failed') return new Response(answer.error.message, { status: 502 })
    const { status } = answer
    const lines = new Headers()
    const flat = answerLines(answer.headers)
    for (let i = 0; i < flat.length; i += 2) lines.append(flat[i] as string, flat[i + 1] as string)
    if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers: lines })
    const content = answer.body === undefined || answer.body instanceof Uint8Array ? answer.body : streamOf(answer.body)
    return new Response(content as BodyInit | undefined, { status, headers: lines })
  }
}

/** Where the length is known and small, one buffer: twice as fast as a stream on this server. */
async function bodyOf(request: Request): Promise<WireBody> {
  if (request.body === null) return { kind: 'none' }
  const length = request.headers.get('content-length')
  if (length === null) return { kind: 'stream', length: undefined, chunks: request.body }
  if (Number(length) > HELD_MAX) return { kind: 'stream', length: Number(length), chunks: request.body }
  return { kind: 'bytes', bytes: new Uint8Array(await request.arrayBuffer()) }
}

function streamOf(flow: WireFlow): ReadableStream<Uint8Array> {
  let left = false
  return new ReadableStream<Uint8Array>(
    {
      start(stream) {
        flow.read({
          data(chunk) {
            if (left) return
            stream.enqueue(chunk)
            if ((stream.desiredSize ?? 0) <= 0) flow.pause()
          },
          end: () => left || stream.close(),
          fail: (error) => left || stream.error(error),
        })
      },
      pull: () => flow.resume(),
      cancel(reason) {
        left = true
        flow.cancel(reason)
      },
    },
    { highWaterMark: HIGH_WATER, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}
