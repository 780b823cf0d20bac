import { BINARY, type Cancel, closeFrame, GatewayError, PONG, TEXT, type Tunnel, utf8, writeFrame } from '@strait/core'
import { MessageReader } from './message-reader.ts'

/** What a server that knows messages alone lends of one connection. */
export interface MessageSocket {
  /** All is taken; false asks to wait until it says that it has drained. */
  text(message: string): boolean
  binary(message: Uint8Array): boolean
  ping(data: Uint8Array): void
  pong(data: Uint8Array): void
  /** 1005: without a code. */
  close(code: number, reason: string): void
  /** Without a close frame. */
  terminate(): void
}

/** A server of messages can't be held back: what the upstream has not taken waits here, and more than this ends it. */
const WAITING_MAX = 64 * 1024 * 1024

/** What a frame that waits takes beside its bytes, about: an empty message has a few bytes, and is an object too. */
const FRAME_COST = 128

/** RFC 6455 7.4.1: no close frame came. */
const ABNORMAL = 1006
const INTERNAL_ERROR = 1011
/** The registry of codes: try again later. */
const TRY_AGAIN = 1013

/** The client's end of a tunnel on a server that hands over messages: it speaks to the upstream as a client does. */
export class MessageEnd {
  readonly #tunnel: Tunnel
  readonly #cancel: Cancel
  readonly #reader: MessageReader
  #socket: MessageSocket | undefined
  #held = false
  /** What the upstream has yet to take, while it has no room. */
  readonly #queue: Uint8Array[] = []
  #waiting = 0
  #room = true
  /** The client is gone, and what it said still goes on. */
  #closing = false
  #over = false

  /** `most`: bytes of one message of the upstream's. */
  constructor(tunnel: Tunnel, cancel: Cancel, most: number) {
    this.#tunnel = tunnel
    this.#cancel = cancel
    this.#reader = new MessageReader(
      {
        text: (message) => this.#holdUnless(this.#socket?.text(message)),
        binary: (message) => this.#holdUnless(this.#socket?.binary(message)),
        ping: (data) => this.#socket?.ping(data),
        pong: (data) => this.#socket?.pong(data),
        close: (code, reason) => this.#socket?.close(code, reason),
      },
      most,
    )
  }

  // --- the server's events ---

  open(socket: MessageSocket): void {
    this.#socket = socket
    this.#tunnel.up.onRoom(() => this.#flush())
    this.#tunnel.down.read({
      data: (bytes) => this.#feed(bytes),
      end: () => this.#end(),
      fail: () => this.#end(),
    })
  }

  message(message: string | Uint8Array): void {
    this.#write(typeof message === 'string' ? writeFrame(TEXT, utf8(message), true) : writeFrame(BINARY, message, true))
  }

  /** The client's own word to a ping of the upstream's; its pings the server answers. */
  pong(data: Uint8Array): void {
    this.#write(writeFrame(PONG, data, true))
  }

  drained(): void {
    if (!this.#held) return
    this.#held = false
    this.#tunnel.down.resume()
  }

  /** The connection is over: the client closed it, or answered a close of the upstream's. */
  closed(code: number, reason: string): void {
    this.#socket = undefined
    if (this.#over) return
    if (code === ABNORMAL) {
      this.#cancel.pull(new Error('the client left'))
      return
    }
    this.#write(closeFrame(code, reason, true))
    this.#closing = true
    this.#endUp()
    // Nobody waits for what may still come, but the upstream's close has to.
    this.drained()
  }

  #feed(bytes: Uint8Array): void {
    const broken = this.#reader.feed(bytes)
    if (broken === undefined || this.#over) return
    const { code, detail } = broken
    this.#tunnel.up.write(closeFrame(code, '', true))
    this.#giveUp(
      INTERNAL_ERROR,
      new GatewayError('upstream_malformed', { cause: new Error(`the upstream sent ${detail}`) }),
    )
  }

  #holdUnless(room: boolean | undefined): void {
    if (room !== false || this.#held) return
    this.#held = true
    this.#tunnel.down.pause()
  }

  #write(frame: Uint8Array): void {
    if (this.#over) return
    if (this.#room) {
      this.#room = this.#tunnel.up.write(frame)
      return
    }
    this.#queue.push(frame)
    this.#waiting += frame.length + FRAME_COST
    if (this.#waiting > WAITING_MAX) this.#giveUp(TRY_AGAIN, new GatewayError('overloaded'))
  }

  #flush(): void {
    this.#room = true
    for (let next = this.#queue[0]; this.#room && next !== undefined; next = this.#queue[0]) {
      this.#queue.shift()
      this.#waiting -= next.length + FRAME_COST
      this.#room = this.#tunnel.up.write(next)
    }
    this.#endUp()
  }

  /** Behind the last of what waited. */
  #endUp(): void {
    if (!this.#closing || this.#queue.length > 0) return
    this.#closing = false
    this.#tunnel.up.end()
  }

  #giveUp(code: number, why: GatewayError): void {
    this.#over = true
    this.#socket?.close(code, why.code)
    this.#cancel.pull(why)
  }

  /** The upstream is gone. Without a close frame of its own the client gets none either. */
  #end(): void {
    this.#over = true
    this.#socket?.terminate()
  }
}
