import { type Arrival, Cancel, Fields, type Flow, type Gateway, pairsOf, type Reply, toResponse } from '@strait/core'
import type { ListenerFacts } from './node-http.ts'
import { requestBody } from './web-request-body.ts'
import { MessageEnd } from './websocket/message-end.ts'

/** What only the server knows of a request's connection. */
export interface Connection {
  /** The address of its other end. Asking has a price, and there is an answer only while the request is under way. */
  readonly peer: string
  /** The exchange is over: from here the connection is idle. */
  idle(): void
  /** Makes it a WebSocket; false where the client has left. These headers go with the 101 (RFC 6455 4.2.2). */
  upgrade(headers: Headers, end: MessageEnd): boolean
}

/** One exchange on a server that speaks Fetch (Bun's): what `Request` can't say is lost before us. */
export async function serveWeb(
  gateway: Gateway,
  request: Request,
  connection: Connection,
  facts: ListenerFacts,
): Promise<Response | undefined> {
  const cancel = new Cancel()
  const leave = () => cancel.pull(new Error('the client left'))
  // It comes once: to say so by an option costs more than the listener.
  request.signal.addEventListener('abort', leave)
  const sent = fieldsOf(request.headers)
  const upgrades = sent.has('upgrade')
  const fields = upgrades ? withoutExtensions(sent) : sent
  // The record is written when the client may have left, and then nobody knows its address.
  const peer = isRecorded(gateway.plan) ? connection.peer : undefined
  const coming = requestBody(request, fields)
  const body = coming instanceof Promise ? await coming : coming
  const kind = upgrades ? 'upgrade' : 'http'
  const arrival = new WebArrival(request, { kind, fields, body, peer, connection, cancel }, facts)
  const answer = await gateway.handle(arrival)
  if (answer.tunnel !== undefined) {
    // Bun pulls the signal when a WebSocket ends, before it says how.
    request.signal.removeEventListener('abort', leave)
    const end = new MessageEnd(answer.tunnel, cancel, gateway.plan.bounds.body)
    if (!connection.upgrade(handshakeHeaders(answer), end)) leave()
    return undefined
  }
  const reply = withFraming(answer, arrival)
  const answered = reply.body
  if (answered === undefined || answered instanceof Uint8Array) {
    connection.idle()
    return toResponse(reply, cancel)
  }
  return toResponse({ ...reply, body: endingWith(answered, () => connection.idle()) }, cancel)
}

function isRecorded({ observers, tracer }: Gateway['plan']): boolean {
  return observers.length > 0 || tracer !== undefined
}

type Arrived = Pick<Arrival, 'kind' | 'fields' | 'body' | 'cancel'> & {
  /** undefined: not asked for yet. */
  readonly peer: string | undefined
  readonly connection: Connection
}

/** All members from the start, in one order; the address of the other end where somebody asks for it. */
class WebArrival implements Arrival {
  readonly kind: Arrival['kind']
  readonly method: string
  readonly target: string
  readonly scheme: Arrival['scheme']
  readonly httpVersion: Arrival['httpVersion']
  readonly fields: Fields
  readonly body: Arrival['body']
  readonly cancel: Cancel
  readonly doors: Arrival['doors']
  readonly listener: Arrival['listener']
  readonly tunnels = true
  readonly #peer: string | undefined
  readonly #connection: Connection

  constructor(request: Request, { kind, fields, body, peer, connection, cancel }: Arrived, facts: ListenerFacts) {
    this.kind = kind
    this.method = request.method
    this.target = targetOf(request.url)
    this.scheme = facts.scheme
    this.httpVersion = versionOf(fields, body)
    this.fields = fields
    this.body = body
    this.cancel = cancel
    this.doors = facts.doors
    this.listener = facts.listener
    this.#peer = peer
    this.#connection = connection
  }

  get peer(): string {
    return this.#peer ?? this.#connection.peer
  }
}

/** `toJSON` is Bun's own: the same names and values for less than half of what its iterator costs. */
type Lines = Headers & { toJSON?(): Readonly<Record<string, string | readonly string[]>> }

function fieldsOf(headers: Lines): Fields {
  const lines = headers.toJSON?.()
  if (lines === undefined) return Fields.fromHeaders(headers)
  const names = Object.keys(lines)
  const flat = new Array<string>(2 * names.length)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = lines[name] as string | readonly string[]
    // `set-cookie`, whose lines are not joined: no request has any that means something.
    if (typeof value !== 'string') return Fields.fromHeaders(headers)
    flat[2 * i] = name
    flat[2 * i + 1] = value
  }
  return Fields.lowerCased(flat, names)
}

/** Between messages of two servers nothing can be compressed in the name of both. */
function withoutExtensions(fields: Fields): Fields {
  return new Fields(
    pairsOf(fields.flat)
      .filter(([name]) => name !== 'sec-websocket-extensions')
      .flat(),
  )
}

/** The proof for the key Bun makes by itself. */
function handshakeHeaders({ headers }: Reply): Headers {
  const said = new Fields(headers).toHeaders()
  said.delete('sec-websocket-accept')
  return said
}

/**
 * Bun does not say. One that speaks 1.1 refuses a request without host, so one without came as 1.0; a body that nothing
 * announces is there in HTTP/2 alone.
 */
function versionOf(fields: Fields, body: Arrival['body']): Arrival['httpVersion'] {
  if (!fields.has('host')) return '1.0'
  return body === undefined || fields.has('content-length') || fields.has('transfer-encoding') ? '1.1' : '2'
}

/** What Bun leaves unsaid, and what it would make up. */
function withFraming(reply: Reply, { method, fields, httpVersion }: Arrival): Reply {
  const { status, body } = reply
  let { headers } = reply
  // It closes the connection as asked, but RFC 9112 9.6 wants that said.
  if (/\bclose\b/i.test(fields.get('connection') ?? '')) headers = [...headers, 'connection', 'close']
  // A HEAD without a length would get `content-length: 0`, as if GET brought nothing.
  if (method === 'HEAD' && httpVersion === '1.1' && mayHaveBody(reply)) {
    headers = [...headers, 'transfer-encoding', 'chunked']
  }
  // These words it has ready; others are written anew for each answer.
  const reason = status === 200 && reply.reason === 'OK' ? undefined : reply.reason
  return { status, reason, headers, body }
}

function mayHaveBody({ status, headers }: Reply): boolean {
  return status !== 204 && status !== 205 && status !== 304 && !new Fields(headers).has('content-length')
}

function endingWith(flow: Flow, over: () => void): Flow {
  return {
    read: (sink) =>
      flow.read({
        data: (chunk) => sink.data(chunk),
        end(trailers) {
          over()
          sink.end(trailers)
        },
        fail: (error) => sink.fail(error),
      }),
    pause: () => flow.pause(),
    resume: () => flow.resume(),
    cancel: (reason) => flow.cancel(reason),
  }
}

/** Bun gives the path alone where the host header is odd, else a URL of which only the authority is not the client's. */
function targetOf(url: string): string {
  if (url.charCodeAt(0) === 0x2f) return url
  const authority = url.indexOf('://')
  const slash = authority < 0 ? -1 : url.indexOf('/', authority + 3)
  return slash < 0 ? url : url.slice(slash)
}
