import { Buffer } from 'node:buffer'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { type Flow, pairsOf, type Reply } from '@strait/core'

/** How much of an unread upload is swallowed after an early answer, so that the client gets to read it. */
const DRAIN_BYTES = 64 * 1024 * 1024
const DRAIN_MS = 1_000

/** How long the bytes before a break may take to leave. */
const FLUSH_MS = 500

export function writeReply(reply: Reply, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { status, reason, headers, body } = reply
  outgoing.sendDate = false
  if (!incoming.complete) outgoing.once('finish', () => drain(incoming))
  outgoing.writeHead(status, reason === undefined ? STATUS_CODES[status] : printable(reason), headers as string[])
  if (body === undefined) return void outgoing.end()
  if (body instanceof Uint8Array) return void endWith(body, outgoing)
  writeFlow(body, incoming, outgoing)
}

/** Head and body as one text, each char a byte: one write instead of a list of two, which costs a tenth of an answer. */
function endWith(body: Uint8Array, outgoing: ServerResponse): void {
  if (body.length > MOST_AS_TEXT) return void outgoing.end(body)
  outgoing.end(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'), 'latin1')
}

/** What libuv writes from the stack, with the head; longer texts are copied once more. */
const MOST_AS_TEXT = 8 * 1024

function writeFlow(flow: Flow, incoming: IncomingMessage, outgoing: ServerResponse): void {
  let headOut = false
  outgoing.on('drain', () => flow.resume())
  flow.read({
    data(chunk) {
      headOut = true
      if (!outgoing.write(chunk)) flow.pause()
    },
    end(trailers) {
      if (trailers.length > 0) outgoing.addTrailers(pairsOf(trailers))
      outgoing.end()
    },
    fail: () => breakOff(incoming, outgoing),
  })
  // What came with the head has gone out with it; without any the head goes out alone. Not by flushHeaders(): that
  // writes header bytes above 0x7f as UTF-8, doubly encoded.
  if (!headOut && !outgoing.writableEnded && !outgoing.destroyed) outgoing.write(EMPTY)
}

/**
 * The head is out: only a broken connection can tell the client that the rest is missing. To an HTTP/1.0 client the
 * end of the connection is the end of the body, so there only a reset tells; TLS has its own mark of a clean end.
 */
function breakOff(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { socket } = outgoing
  if (socket !== null && incoming.httpVersion === '1.0' && !('encrypted' in socket)) {
    socket.resetAndDestroy()
    return
  }
  // What came is still the client's: Deno drops what it has not written yet. A client that takes nothing loses it.
  const timer = setTimeout(() => outgoing.destroy(), FLUSH_MS)
  outgoing.write(EMPTY, () => {
    clearTimeout(timer)
    outgoing.destroy()
  })
}

const EMPTY = new Uint8Array(0)

/** `writeHead` throws on what a reason can't hold. */
function printable(reason: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : ''
}

/** Closing on unread bytes resets the connection, and the client loses the answer it was about to read. */
function drain(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return
  let left = DRAIN_BYTES
  const timer = setTimeout(() => incoming.destroy(), DRAIN_MS)
  incoming.on('data', (chunk: Uint8Array) => {
    left -= chunk.length
    if (left < 0) incoming.destroy()
  })
  incoming.once('close', () => clearTimeout(timer))
  incoming.once('end', () => clearTimeout(timer))
  // Reading it as an iterator leaves this listener behind, under which nothing flows.
  incoming.removeAllListeners('readable')
  incoming.resume()
}
