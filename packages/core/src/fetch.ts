import type { Arrival, Reply } from './exchange.ts'
import { utf8 } from './web/bytes.ts'
import { Cancel } from './web/cancel.ts'
import { Fields } from './web/fields.ts'
import { toReadableStream } from './web/streams.ts'

/** What a request can't say of the listener it came through, where there is one. */
export type ListenerSide = Partial<Pick<Arrival, 'doors' | 'scheme' | 'listener'>>

type Handle = (arrival: Arrival) => Promise<Reply>

/** The pipeline for whoever speaks Fetch: Deno Deploy, workers, tests. */
export function fetchWith(
  handle: Handle,
): (request: Request, peer?: string, listener?: ListenerSide) => Promise<Response> {
  return async function fetch(request, peer = '', listener = {}) {
    const cancel = new Cancel()
    const leave = () => cancel.pull(request.signal.reason)
    if (request.signal.aborted) leave()
    else request.signal.addEventListener('abort', leave, { once: true })
    const body = mayBeEmpty(request) ? await unlessEmpty(request.body, cancel) : (request.body ?? undefined)
    return toResponse(await handle({ ...arrivalOf(request, body, peer, cancel), ...listener }), cancel)
  }
}

function arrivalOf(request: Request, body: Arrival['body'], peer: string, cancel: Cancel): Arrival {
  const fields = withHost(Fields.fromHeaders(request.headers), request.url)
  return {
    kind: fields.has('upgrade') ? 'upgrade' : 'http',
    method: request.method,
    target: targetOf(request.url),
    scheme: request.url.startsWith('https:') ? 'https' : 'http',
    httpVersion: '2',
    fields,
    body,
    peer,
    cancel,
  }
}

/**
 * Deno gives every POST and DELETE of its server a body. Where no framing came with it (HTTP/1.1 without a body,
 * HTTP/2 with or without), only reading tells; a Request made by hand has no host line and a body that is meant.
 */
function mayBeEmpty({ body, headers }: Request): boolean {
  return body !== null && headers.has('host') && !headers.has('content-length') && !headers.has('transfer-encoding')
}

async function unlessEmpty(body: Request['body'], cancel: Cancel): Promise<Arrival['body']> {
  const reader = body?.getReader()
  try {
    const first = await reader?.read()
    if (reader === undefined || first?.value === undefined) return undefined
    return startingWith(first.value, reader)
  } catch (error) {
    cancel.pull(error)
    return undefined
  }
}

function startingWith(first: Uint8Array, reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      start: (controller) => controller.enqueue(first),
      async pull(controller) {
        const { value } = await reader.read()
        if (value === undefined) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** The URL as written after its authority: `new URL` would resolve and escape what the client sent. */
function targetOf(url: string): string {
  const authority = url.indexOf('://') + 3
  const at = url.slice(authority).search(/[/?#]/)
  if (at < 0) return '/'
  const target = url.slice(authority + at)
  const fragment = target.indexOf('#')
  const bare = fragment < 0 ? target : target.slice(0, fragment)
  return bare.startsWith('/') ? bare : `/${bare}`
}

/** A Request made by hand carries its host in the URL alone. */
function withHost(fields: Fields, url: string): Fields {
  if (fields.has('host')) return fields
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1]
  return authority === undefined ? fields : new Fields(['host', authority, ...fields.flat])
}

/** RFC 9110 15: `new Response` refuses any body with these, even an empty one. */
const BODYLESS = new Set([204, 205, 304])

/** A reply as Fetch can say it. `cancel` is the exchange's: pulled where a reply can't be said at all. */
export function toResponse(reply: Reply, cancel: Cancel): Response {
  const { status, headers, body } = reply
  try {
    const content = BODYLESS.has(status) ? undefined : body
    if (content !== undefined && !(content instanceof Uint8Array)) {
      // A flow is read as soon as it is a stream: before that it must be sure that its head can be said.
      const lines = new Fields(headers).toHeaders()
      return new Response(toReadableStream(content), { ...initOf(reply), headers: lines })
    }
    const response = new Response((content ?? null) as Uint8Array<ArrayBuffer> | null, initOf(reply))
    // One by one: a `Headers` made before is copied line for line, which costs as much as to make it.
    const lines = response.headers
    for (let i = 0; i < headers.length; i += 2) lines.append(headers[i] as string, headers[i + 1] as string)
    return response
  } catch (error) {
    cancel.pull(error)
    return unsayable()
  }
}

/** 200 with the usual words is what a `Response` says by itself. */
function initOf({ status, reason }: Reply): ResponseInit | undefined {
  if (reason !== undefined) return { status, statusText: sayable(reason) }
  return status === 200 ? undefined : { status }
}

/** Header bytes that `Headers` refuses: the clients of most servers would have refused them before us. */
function unsayable(): Response {
  const body = utf8(
    '{"error":{"code":"upstream_malformed","message":"The answer can not be passed on by this server."}}',
  )
  const headers = { 'content-type': 'application/json', 'x-strait-error': 'upstream_malformed' }
  return new Response(body as Uint8Array<ArrayBuffer>, { status: 502, headers })
}

/** `Response` takes a reason of visible characters only. */
function sayable(reason: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : ''
}
