import type { Dispatcher } from 'undici-real'
import { answerLines, stays } from './hop-by-hop.ts'
import { agent, HELD_MAX, originOf } from './upstream.ts'

const HIGH_WATER = 64 * 1024

/** A relay on Fetch and no more: bytes through, backpressure, and an end that both sides learn of. */
export async function relayWeb(request: Request): Promise<Response> {
  const target = request.url.slice(request.url.indexOf('/', 8))
  const dropped = stays(request.headers.get('connection') ?? undefined)
  const headers: string[] = []
  for (const [name, value] of request.headers) if (!dropped(name)) headers.push(name, value)
  const body = await bodyOf(request)
  return new Promise((resolve, reject) => {
    const answer = new Answer(resolve, reject)
    request.signal.addEventListener('abort', () => answer.leave(), { once: true })
    const method = request.method as Dispatcher.HttpMethod
    agent.dispatch({ origin: originOf(target), path: target, method, headers, body: body as Uint8Array | null }, answer)
  })
}

/** Where the length is known and small, one buffer: twice as fast as a stream on this server. */
async function bodyOf(request: Request): Promise<Uint8Array | ReadableStream | null> {
  if (request.body === null) return null
  const length = Number(request.headers.get('content-length') ?? Number.NaN)
  return length <= HELD_MAX ? new Uint8Array(await request.arrayBuffer()) : request.body
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #resolve: (response: Response) => void
  readonly #reject: (error: Error) => void
  #controller: Dispatcher.DispatchController | undefined
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined
  #paused = false
  #left = false

  constructor(resolve: (response: Response) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  leave(): void {
    if (this.#left) return
    this.#left = true
    this.#controller?.abort(new Error('the client left'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#left) controller.abort(new Error('the client left'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return
    const flat = answerLines(controller.rawHeaders as Buffer[])
    const headers = new Headers()
    for (let i = 0; i < flat.length; i += 2) headers.append(flat[i] as string, flat[i + 1] as string)
    const body = status === 204 || status === 205 || status === 304 ? null : this.#body(controller)
    this.#resolve(new Response(body, { status, headers }))
  }

  #body(controller: Dispatcher.DispatchController): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          this.#stream = stream
        },
        pull: () => {
          if (!this.#paused) return
          this.#paused = false
          controller.resume()
        },
        cancel: () => this.leave(),
      },
      { highWaterMark: HIGH_WATER, size: (chunk) => chunk?.byteLength ?? 0 },
    )
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const stream = this.#stream
    if (stream === undefined || this.#left || chunk.length === 0) return
    stream.enqueue(chunk)
    if ((stream.desiredSize ?? 0) > 0) return
    this.#paused = true
    controller.pause()
  }

  onResponseEnd(): void {
    if (!this.#left) this.#stream?.close()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#stream === undefined) this.#reject(error)
    else if (!this.#left) this.#stream.error(error)
  }
}
