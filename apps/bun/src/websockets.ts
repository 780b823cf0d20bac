import type { MessageEnd, MessageSocket } from '@strait/host'
import type { ServerWebSocket, WebSocketHandler } from 'bun'

/** Bun drops what is beyond, without a word: never is better, since it says when it wants to be waited for. */
const NO_LIMIT = 0x7fffffff

/** Bun.serve's WebSockets, each with the end of its tunnel. `most`: bytes of one message of a client's. */
export function websockets(most: number): WebSocketHandler<MessageEnd> {
  return {
    maxPayloadLength: Math.min(most, NO_LIMIT),
    backpressureLimit: NO_LIMIT,
    closeOnBackpressureLimit: false,
    perMessageDeflate: false,
    // Core has the clock, and whether to ping is for the two sides to say.
    idleTimeout: 0,
    sendPings: false,
    open: (socket) => socket.data.open(messageSocket(socket)),
    message: (socket, message) => socket.data.message(message),
    pong: (socket, data) => socket.data.pong(data),
    drain: (socket) => socket.data.drained(),
    close: (socket, code, reason) => socket.data.closed(code, reason),
  }
}

function messageSocket(socket: ServerWebSocket<MessageEnd>): MessageSocket {
  return {
    text: (message) => socket.sendText(message) >= 0,
    binary: (message) => socket.sendBinary(message as Uint8Array<ArrayBuffer>) >= 0,
    ping: (data) => void socket.ping(data as Uint8Array<ArrayBuffer>),
    pong: (data) => void socket.pong(data as Uint8Array<ArrayBuffer>),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}
