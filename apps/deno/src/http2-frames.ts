import { Buffer } from 'node:buffer'
import { Transform, type TransformCallback } from 'node:stream'

const FRAME_HEAD = 9
const TYPE_GOAWAY = 7

/** RFC 9113 6.8: no new streams, and those that are on their way still count. */
export const GOAWAY: Uint8Array = Uint8Array.of(0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0)

/**
 * One way of an HTTP/2 connection, cut into frames (RFC 9113 4.1), because of what Deno.serve does with GOAWAY (2.9.5):
 * when it sends one itself, or gets one, it cuts what is under way. So it gets none, and ours is put between two of
 * its frames.
 */
export class FrameWay extends Transform {
  readonly #head = new Uint8Array(FRAME_HEAD)
  #headFilled = 0
  #payloadLeft: number
  #dropping = false
  #wanted: Uint8Array | undefined

  /** `preface`: bytes before the first frame. */
  constructor(preface: number) {
    super()
    this.#payloadLeft = preface
  }

  /** Goes out as soon as the frame that is under way is whole; on a way that has ended, never. */
  put(frame: Uint8Array): void {
    if (this.writableEnded || this.destroyed) return
    this.#wanted = frame
    for (const piece of this.#due()) this.push(piece)
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    const pieces: Uint8Array[] = []
    for (let at = 0; at < chunk.length; ) {
      if (this.#payloadLeft > 0) {
        const part = chunk.subarray(at, at + this.#payloadLeft)
        this.#payloadLeft -= part.length
        at += part.length
        if (!this.#dropping) pieces.push(part)
      } else {
        at += this.#readHead(chunk.subarray(at), pieces)
      }
      pieces.push(...this.#due())
    }
    done(null, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
  }

  #readHead(bytes: Uint8Array, pieces: Uint8Array[]): number {
    const taken = bytes.subarray(0, FRAME_HEAD - this.#headFilled)
    this.#head.set(taken, this.#headFilled)
    this.#headFilled += taken.length
    if (this.#headFilled < FRAME_HEAD) return taken.length
    const [high = 0, middle = 0, low = 0, type] = this.#head
    this.#headFilled = 0
    this.#payloadLeft = (high << 16) | (middle << 8) | low
    this.#dropping = type === TYPE_GOAWAY
    if (!this.#dropping) pieces.push(this.#head.slice())
    return taken.length
  }

  #due(): Uint8Array[] {
    if (this.#wanted === undefined || this.#headFilled > 0 || this.#payloadLeft > 0) return []
    const frame = this.#wanted
    this.#wanted = undefined
    return [frame]
  }
}
