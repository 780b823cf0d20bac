import { concat } from '../bytes.ts'
import { CLOSE, FrameHead } from './frame-head.ts'

/**
 * One way of a WebSocket connection whose bytes pass as they are. It follows where frames begin and end, so that a close
 * frame of our own can be put between two of them: within one it would be taken for payload.
 */
export class FrameWay {
  readonly #head = new FrameHead()
  #left = 0
  #goodbye: Uint8Array | undefined
  #said = false
  #closed = false

  /** A close frame of the sender's has come by. */
  get closed(): boolean {
    return this.#closed
  }

  /** A close frame is on its way to the receiver: the sender's, or ours. Nothing may follow it (RFC 6455 5.5.1). */
  get over(): boolean {
    return this.#closed || this.#said
  }

  /** What of these bytes goes on. */
  pass(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#said) {
      this.#walk(bytes)
      return undefined
    }
    if (this.#goodbye === undefined) {
      this.#walk(bytes)
      return bytes
    }
    return this.#passToBoundary(bytes, this.#goodbye)
  }

  /** Puts this close frame in as soon as the frame that is under way is whole; returned where that is now. */
  leave(goodbye: Uint8Array): Uint8Array | undefined {
    if (this.over || this.#goodbye !== undefined) return undefined
    if (!this.#between) {
      this.#goodbye = goodbye
      return undefined
    }
    this.#said = true
    return goodbye
  }

  get #between(): boolean {
    return this.#head.empty && this.#left === 0
  }

  #passToBoundary(bytes: Uint8Array, goodbye: Uint8Array): Uint8Array {
    let at = 0
    while (at < bytes.length && !this.#between) at = this.#step(bytes, at)
    if (!this.#between) return bytes
    this.#goodbye = undefined
    this.#said = !this.#closed
    this.#walk(bytes.subarray(at))
    return this.#said ? concat([bytes.subarray(0, at), goodbye]) : bytes
  }

  #walk(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at = this.#step(bytes, at)
  }

  /** To the end of a head or a payload, or of the bytes. */
  #step(bytes: Uint8Array, from: number): number {
    let at = from
    if (this.#left === 0) {
      at = this.#head.take(bytes, at)
      if (!this.#head.whole) return at
      this.#left = this.#head.length
    } else {
      const taken = Math.min(this.#left, bytes.length - at)
      this.#left -= taken
      at += taken
    }
    if (this.#left === 0) this.#endFrame()
    return at
  }

  #endFrame(): void {
    if (this.#head.opcode === CLOSE) this.#closed = true
    this.#head.begin()
  }
}
