import type { HeaderList, ReceivedRequest, Reply } from '@strait/testkit'

/** One call as a provider gets it. */
export interface Call {
  readonly request: ReceivedRequest
  readonly reply: Reply
  /** The provider's own path. */
  readonly path: string
}

export type Answerer = (call: Call) => Promise<void>

type Json = Readonly<Record<string, unknown>>

export async function bodyOf({ request }: Call): Promise<Json> {
  const text = (await request.body).toString('utf8')
  return text.startsWith('{') ? (JSON.parse(text) as Json) : {}
}

export interface Events {
  readonly events: readonly string[]
  readonly headers?: HeaderList
  /** Only the first event is sent, and then nothing more: for whoever leaves in the middle. */
  readonly held: boolean
}

/** Server-sent events, a chunk each. */
export async function sendEvents(reply: Reply, { events, headers = [], held }: Events): Promise<void> {
  const type: HeaderList = [
    ['content-type', 'text/event-stream; charset=utf-8'],
    ['transfer-encoding', 'chunked'],
  ]
  await reply.head(200, 'OK', [...type, ...headers])
  for (const event of held ? events.slice(0, 1) : events) await reply.chunk(Buffer.from(event))
  if (!held) await reply.endChunks()
}
