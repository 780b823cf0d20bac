import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client, Dial, WireBody, WireFlow } from '@strait/wire'
import { stays } from './hop-by-hop.ts'
import { answerLines, clientOn, HELD_MAX, Line, requestOf } from './upstream.ts'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** A relay on node:http and no more: raw lines through, backpressure, and an end that both sides learn of. */
export function relayNode(dial: Dial): Handler {
  const client = clientOn(dial)
  return (incoming, outgoing) => relay(client, incoming, outgoing)
}

async function relay(client: Client, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { rawHeaders, method = 'GET', url = '/' } = incoming
  const line = new Line()
  incoming.on('error', () => {})
  outgoing.sendDate = false
  outgoing.on('error', () => {})
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) line.pull()
  })
  const body = await bodyOf(incoming)
  const dropped = stays(incoming.headers.connection)
  const headers: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (!dropped(name) && name.toLowerCase() !== 'content-length') headers.push(name, rawHeaders[i + 1] as string)
  }
  const answer = await client.send(requestOf(method, url, headers, body), line)
  if (line.pulled) return
  if (answer.kind === 'failed') {
    console.error(answer.error.message)
    outgoing.writeHead(502).end()
    return
  }
  outgoing.writeHead(answer.status, answer.reason, answerLines(answer.headers))
  if (answer.body === undefined || answer.body instanceof Uint8Array) outgoing.end(answer.body)
  else pour(answer.body, outgoing)
}

async function bodyOf(incoming: IncomingMessage): Promise<WireBody> {
  const length = incoming.headers['content-length']
  if (length === undefined && incoming.headers['transfer-encoding'] === undefined) return { kind: 'none' }
  const stream: WireBody = {
    kind: 'stream',
    length: length === undefined ? undefined : Number(length),
    chunks: incoming,
  }
  if (stream.length === undefined || stream.length > HELD_MAX) return stream
  // What one read brought is parsed in one go: after this turn a small body is here.
  await undefined
  if (incoming.readableLength < stream.length) return stream
  const bytes = incoming.read() as Uint8Array | null
  return bytes === null ? { kind: 'empty' } : { kind: 'bytes', bytes }
}

function pour(flow: WireFlow, outgoing: ServerResponse): void {
  let headOut = false
  outgoing.on('drain', () => flow.resume())
  flow.read({
    data(chunk) {
      headOut = true
      if (!outgoing.write(chunk)) flow.pause()
    },
    end: () => void outgoing.end(),
    fail: () => void outgoing.destroy(),
  })
  // A head whose body has not come along goes out alone.
  if (!headOut && !outgoing.writableEnded) outgoing.flushHeaders()
}
