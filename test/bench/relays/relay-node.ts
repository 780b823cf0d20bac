import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici-real'
import { answerLines, stays } from './hop-by-hop.ts'
import { agent, HELD_MAX, originOf } from './upstream.ts'

/** A relay on node:http and no more: raw lines through, backpressure, and an end that both sides learn of. */
export async function relayNode(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { rawHeaders, method = 'GET', url = '/' } = incoming
  const handler = new Answer(outgoing)
  incoming.on('error', () => {})
  const body = await bodyOf(incoming)
  const dropped = stays(incoming.headers.connection)
  const headers: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (!dropped(name)) headers.push(name, rawHeaders[i + 1] as string)
  }
  const options = { origin: originOf(url), path: url, method: method as Dispatcher.HttpMethod, headers, body }
  agent.dispatch(options, handler)
}

async function bodyOf(incoming: IncomingMessage): Promise<IncomingMessage | Uint8Array | null> {
  const length = incoming.headers['content-length']
  if (length === undefined) return incoming.headers['transfer-encoding'] === undefined ? null : incoming
  if (Number(length) > HELD_MAX) return incoming
  // What one read brought is parsed in one go: after this turn a small body is here.
  await undefined
  if (incoming.readableLength < Number(length)) return incoming
  return (incoming.read() as Uint8Array | null) ?? null
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #outgoing: ServerResponse
  #controller: Dispatcher.DispatchController | undefined
  #left = false
  #body = false

  constructor(outgoing: ServerResponse) {
    this.#outgoing = outgoing
    outgoing.sendDate = false
    outgoing.on('error', () => {})
    outgoing.on('drain', () => this.#controller?.resume())
    outgoing.on('close', () => {
      if (outgoing.writableFinished) return
      this.#left = true
      this.#controller?.abort(new Error('the client left'))
    })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#left) controller.abort(new Error('the client left'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, reason = ''): void {
    if (status < 200) return
    const outgoing = this.#outgoing
    outgoing.writeHead(status, reason, answerLines(controller.rawHeaders as Buffer[]))
    // A head whose body has not come along goes out alone.
    queueMicrotask(() => {
      if (!this.#body && !outgoing.writableEnded) outgoing.flushHeaders()
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#body = true
    if (chunk.length > 0 && !this.#outgoing.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.#outgoing.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const outgoing = this.#outgoing
    if (this.#left) return
    if (outgoing.headersSent) return void outgoing.destroy()
    console.error(error.message)
    outgoing.writeHead(502).end()
  }
}
