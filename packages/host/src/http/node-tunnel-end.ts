import { Buffer } from 'node:buffer'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Cancel, Outlet, Reply, Tunnel } from '@strait/core'

/** What a client may send before it has an answer: it waits here, and goes on when there is a tunnel. */
const EARLY_MAX = 64 * 1024

/** How long the last bytes may take to leave, and the client to close after them. */
const LINGER_MS = 1_000

/** The client's end of a tunnel: a socket that node:http has let go of. */
export class NodeTunnelEnd {
  readonly #socket: Duplex
  readonly #cancel: Cancel
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #up: Outlet | undefined
  #over = false

  constructor(socket: Duplex, head: Uint8Array, cancel: Cancel) {
    this.#socket = socket
    this.#cancel = cancel
    // Seen as `close`; unheard they would end the process.
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!this.#over) cancel.pull(new Error('the client left'))
    })
    socket.on('end', () => this.#ended())
    if (head.length > 0) this.#received(head)
    // Read from now on: only who reads hears that the client has left.
    socket.on('data', (bytes: Uint8Array) => this.#received(bytes))
  }

  /** Switches protocols: from here on the bytes are the two sides' own. */
  join(reply: Reply, tunnel: Tunnel): void {
    const socket = this.#socket
    const { down, up } = tunnel
    socket.write(headOf(reply))
    socket.on('drain', () => down.resume())
    up.onRoom(() => socket.resume())
    down.read({
      data(bytes) {
        if (!socket.write(bytes)) down.pause()
      },
      end: () => this.finish(),
      // What came is still the client's; that no close frame follows says the rest.
      fail: () => this.finish(),
    })
    this.#up = up
    for (const bytes of this.#early.splice(0)) this.#received(bytes)
    if (!this.#over) socket.resume()
  }

  /** Nothing more is said. */
  finish(): void {
    this.#over = true
    const socket = this.#socket
    socket.end()
    // What the client still sends is read and dropped: closing on unread bytes would cost it those that it has not read.
    socket.resume()
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(timer))
  }

  #received(bytes: Uint8Array): void {
    if (this.#over) return
    if (this.#up !== undefined) {
      if (!this.#up.write(bytes)) this.#socket.pause()
      return
    }
    this.#early.push(bytes)
    this.#earlyBytes += bytes.length
    if (this.#earlyBytes > EARLY_MAX) this.#socket.pause()
  }

  #ended(): void {
    if (this.#over) return
    if (this.#up !== undefined) this.#up.end()
    else this.#cancel.pull(new Error('the client left'))
  }
}

function headOf({ status, reason, headers }: Reply): Uint8Array {
  let head = `HTTP/1.1 ${status} ${reason || STATUS_CODES[status]}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  return Buffer.from(`${head}\r\n`, 'latin1')
}
