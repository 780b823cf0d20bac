import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Arrival, Cancel, type DoorName, Fields, type Gateway, type Reply } from '@strait/core'
import { headerMap } from './header-map.ts'
import { requestBody } from './node-request-body.ts'
import { writeReply } from './node-write-reply.ts'

export interface ListenerFacts {
  readonly scheme: 'http' | 'https'
  readonly doors: ReadonlySet<DoorName> | undefined
  /** What the config calls it. */
  readonly listener: string | undefined
}

/**
 * One exchange on a `node:http` server, Node's and Deno's: raw target, raw header lines, and the answer written
 * straight to the socket's response. Resolves when the answer has been handed over.
 */
export async function serveNode(
  gateway: Gateway,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  facts: ListenerFacts,
): Promise<void> {
  const cancel = new Cancel()
  const closed = () => {
    if (!outgoing.writableFinished) cancel.pull(new Error('the client left'))
  }
  outgoing.on('close', closed)
  // One that waits behind the answer to a request before it has no connection yet, and would not hear that it closed.
  if (outgoing.socket === null) incoming.socket.once('close', closed)
  // Its errors are seen as `close`; unheard they would end the process.
  outgoing.on('error', () => {})
  incoming.on('error', () => {})
  const arrival = arrivalOf(incoming, outgoing, await requestBody(incoming, incoming.headers), cancel, facts)
  const reply: Reply = await gateway.handle(arrival)
  // Where the line was pulled by Strait itself there is still a client to tell why.
  if (outgoing.destroyed) return
  try {
    writeReply(reply, incoming, outgoing)
  } catch {
    // A head that Node refuses to write: the client sees a broken connection, never half an answer.
    outgoing.destroy()
  }
}

export function arrivalOf(
  incoming: IncomingMessage,
  /** Undefined where there is no telling what comes before the answer. */
  outgoing: ServerResponse | undefined,
  body: Arrival['body'],
  cancel: Cancel,
  facts: ListenerFacts,
): Arrival {
  const { method = 'GET', url = '/', rawHeaders, httpVersion, socket } = incoming
  const modern = httpVersion === '1.1'
  return {
    kind: incoming.headers.upgrade === undefined ? 'http' : 'upgrade',
    method,
    target: url,
    scheme: facts.scheme,
    httpVersion: modern ? '1.1' : '1.0',
    fields: new Fields(rawHeaders),
    body,
    peer: socket.remoteAddress ?? '',
    cancel,
    doors: facts.doors,
    listener: facts.listener,
    trailers: true,
    ...(modern && outgoing !== undefined
      ? { interim: (status, headers) => writeInterim(outgoing, status, headers) }
      : {}),
  }
}

/** Early hints are the one interim answer that node:http can write. */
function writeInterim(outgoing: ServerResponse, status: number, headers: readonly string[]): void {
  if (status !== 103 || outgoing.headersSent) return
  const { link, ...others } = headerMap(headers)
  if (link === undefined) return
  // RFC 8288 lets several links stand in one line; Node takes each by itself.
  const links = [link].flat().flatMap((line) => line.split(/,\s*(?=<)/))
  outgoing.writeEarlyHints({ ...others, link: links } as { link: string[] })
}
