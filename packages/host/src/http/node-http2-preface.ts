import type { Duplex } from 'node:stream'

/** RFC 9113 3.4: how an HTTP/2 connection begins. */
const PREFACE = new TextEncoder().encode('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** What Node's parser adds to its errors. */
interface ParserError extends NodeJS.ErrnoException {
  readonly bytesParsed?: number
  readonly rawPacket?: Uint8Array
}

/** The parts of a socket that say what came before, and under TLS, what was agreed on. */
type Taken = Duplex & {
  readonly bytesRead?: number
  readonly bytesWritten?: number
  readonly alpnProtocol?: string | false | null
  readonly _httpMessage?: object | null
}

/**
 * Node's HTTP/1.1 parser stops behind the preface and reports it as a client error with what it has read. That is
 * the one moment at which the connection can change hands without a cost for HTTP/1.1: the server's listeners go, the
 * preface and what followed it go back into the socket. What stays with the server is its count of connections.
 */
export function takePreface(error: ParserError, socket: Duplex): boolean {
  if (error.code !== 'HPE_PAUSED_H2_UPGRADE' || error.rawPacket === undefined) return false
  const rest = error.rawPacket.subarray(error.bytesParsed ?? 0)
  if (!isFirst(socket, rest.length)) return false
  for (const event of ['data', 'end', 'drain', 'timeout', 'pause', 'resume']) socket.removeAllListeners(event)
  // Paused, so that a listener starts nothing; a listener for data makes the parser let go of the handle.
  socket.pause()
  const letGo = () => {}
  socket.on('data', letGo)
  socket.off('data', letGo)
  // Neither paused nor flowing, as a new socket: node:http2 begins to read by itself, on Deno with a listener.
  Object.assign(socket, { readableFlowing: null })
  // node:http keeps the other half of a closed connection open; there is nothing to say on it in HTTP/2.
  socket.allowHalfOpen = false
  const bytes = new Uint8Array(PREFACE.length + rest.length)
  bytes.set(PREFACE)
  bytes.set(rest, PREFACE.length)
  socket.unshift(bytes)
  return true
}

/**
 * Whether the preface is what the connection began with: behind an HTTP/1.1 request it would change the meaning of
 * what some proxy in front takes for requests. Under TLS it takes ALPN's word (RFC 9113 3.3) as well.
 */
function isFirst(socket: Taken, behind: number): boolean {
  if (socket.alpnProtocol !== undefined) {
    return socket.alpnProtocol === 'h2' && socket.bytesWritten === 0 && !socket._httpMessage
  }
  return socket.bytesRead === PREFACE.length + behind
}
