import { BINARY, CLOSE, CONTINUATION, FrameHead, PING, PONG, TEXT } from '@strait/core'
import { Gathered } from './gathered.ts'

export interface MessageEvents {
  text(message: string): void
  binary(message: Uint8Array): void
  ping(data: Uint8Array): void
  pong(data: Uint8Array): void
  /** 1005 where the frame has no code. */
  close(code: number, reason: string): void
}

/** Why a connection can't go on: the code for its close frame (RFC 6455 7.4.1). */
export interface BrokenRule {
  readonly code: 1002 | 1007 | 1009
  readonly detail: string
}

/** RFC 6455 5.5 */
const CONTROL_MAX = 125

/** What a server sends, as messages: frames may be cut anywhere, and are held to RFC 6455 without extensions. */
export class MessageReader {
  readonly #events: MessageEvents
  readonly #most: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  readonly #head = new FrameHead()
  /** Of the frame that is under way. */
  #left = 0
  readonly #control = new Gathered()
  /** Of the message that is under way, which control frames may interrupt. */
  #opcode: number | undefined
  readonly #message = new Gathered()
  #length = 0
  #closed = false

  /** `most`: bytes of one message. */
  constructor(events: MessageEvents, most: number) {
    this.#events = events
    this.#most = most
  }

  /** What is wrong, if anything: then the connection is of no use any more. The bytes stay untouched, and none are kept. */
  feed(bytes: Uint8Array): BrokenRule | undefined {
    let at = 0
    // RFC 6455 5.5.1: nothing counts behind a close frame.
    while (at < bytes.length && !this.#closed) {
      if (this.#left === 0) {
        at = this.#head.take(bytes, at)
        if (!this.#head.whole) return undefined
        const wrong = this.#begin()
        if (wrong !== undefined) return wrong
      } else {
        const piece = bytes.subarray(at, at + this.#left)
        this.#left -= piece.length
        at += piece.length
        const gathered = this.#head.control ? this.#control : this.#message
        gathered.add(piece, this.#head.final ? this.#left : undefined)
      }
      const wrong = this.#left === 0 ? this.#end() : undefined
      if (wrong !== undefined) return wrong
    }
    return undefined
  }

  #begin(): BrokenRule | undefined {
    const { length, opcode, final, reserved, masked, control } = this.#head
    if (reserved || masked) return broken('a bit that was not agreed on')
    this.#left = length
    if (control) {
      return final && length <= CONTROL_MAX && opcode <= PONG ? undefined : broken('a control frame that is none')
    }
    if (opcode > BINARY) return broken('an opcode that is none')
    if ((opcode === CONTINUATION) !== (this.#opcode !== undefined)) return broken('a fragment out of its place')
    if (opcode !== CONTINUATION) this.#opcode = opcode
    this.#length += length
    return this.#length > this.#most ? { code: 1009, detail: 'a message beyond the bound' } : undefined
  }

  #end(): BrokenRule | undefined {
    const { opcode, control, final } = this.#head
    this.#head.begin()
    if (control) return this.#endControl(opcode, this.#control.take())
    if (!final) return undefined
    const kind = this.#opcode
    const message = this.#message.take()
    this.#opcode = undefined
    this.#length = 0
    if (kind !== TEXT) {
      this.#events.binary(message)
      return undefined
    }
    const text = this.#decoded(message)
    if (text === undefined) return NOT_UTF8
    this.#events.text(text)
    return undefined
  }

  #endControl(opcode: number, data: Uint8Array): BrokenRule | undefined {
    if (opcode === PING) this.#events.ping(data)
    else if (opcode === PONG) this.#events.pong(data)
    else if (opcode === CLOSE) return this.#endClose(data)
    return undefined
  }

  #endClose(data: Uint8Array): BrokenRule | undefined {
    const code = data.length === 0 ? 1005 : ((data[0] as number) << 8) | (data[1] ?? 0)
    if (data.length === 1 || (data.length > 0 && !mayStand(code))) return broken('a close frame without a code')
    const reason = this.#decoded(data.subarray(2))
    if (reason === undefined) return NOT_UTF8
    this.#closed = true
    this.#events.close(code, reason)
    return undefined
  }

  #decoded(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}

const NOT_UTF8: BrokenRule = { code: 1007, detail: 'text that is no UTF-8' }

function broken(detail: string): BrokenRule {
  return { code: 1002, detail }
}

/** RFC 6455 7.4, and the registry of codes: 1004 to 1006 and 1015 never stand in a frame. */
function mayStand(code: number): boolean {
  if (code >= 3000) return code <= 4999
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
}
