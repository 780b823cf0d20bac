import type { Socket } from './dial.ts'
import type { WireRequest } from './exchange.ts'
import type { UploadSource } from './upload-source.ts'
import { chunkEnd, chunkSize, lastChunk, writeChunk } from './writer.ts'

/** Larger pieces are not copied to stand in one write with their framing. */
const COPY_MAX = 16 * 1024

const NOTHING = new Uint8Array(0)

export interface UploadEnd {
  /** Every byte that was announced is written. */
  sent(): void
  failed(cause: unknown): void
}

/** A request's body on its way: pulled piece by piece, no faster than the socket takes it. */
export class Upload {
  readonly #socket: Socket
  readonly #request: WireRequest
  readonly #source: UploadSource
  readonly #end: UploadEnd
  #stopped = false
  #drained: (() => void) | undefined

  constructor(socket: Socket, request: WireRequest, source: UploadSource, end: UploadEnd) {
    this.#socket = socket
    this.#request = request
    this.#source = source
    this.#end = end
  }

  /** The head is written before this returns. */
  start(head: Uint8Array, length: number | undefined): void {
    this.#pump(head, length).catch((cause) => {
      if (this.#stopped) return
      this.stop()
      this.#end.failed(cause)
    })
  }

  drain(): void {
    const wake = this.#drained
    this.#drained = undefined
    wake?.()
  }

  /** Nothing more is pulled or written. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.drain()
    this.#source.stop()
  }

  async #pump(head: Uint8Array, length: number | undefined): Promise<void> {
    const source = this.#source
    let piece = source.takeFirst()
    // An upstream that answers to the head alone may never see a body that was here all the while.
    let unsent = piece === undefined ? undefined : head
    if (unsent === undefined) await this.#write(head)
    let left = length ?? Number.POSITIVE_INFINITY
    while (true) {
      const { done, value } = piece ?? (await source.next())
      piece = undefined
      if (this.#stopped) return
      if (done === true) break
      if (value.length === 0) continue
      left -= value.length
      if (left < 0) throw new Error('the body is longer than was announced')
      await this.#writePiece(unsent, value, length === undefined)
      unsent = undefined
      if (this.#stopped) return
      if (left === 0) this.#end.sent()
    }
    if (length !== undefined && left > 0) throw new Error('the body is shorter than was announced')
    const last = length === undefined ? lastChunk() : NOTHING
    if (last.length > 0 || unsent !== undefined) await this.#write(unsent === undefined ? last : concat(unsent, last))
    if (length === undefined && !this.#stopped) this.#end.sent()
  }

  #writePiece(unsent: Uint8Array | undefined, piece: Uint8Array, framed: boolean): Promise<void> | undefined {
    if (unsent === undefined && piece.length > COPY_MAX) return this.#writeLarge(piece, framed)
    const bytes = framed ? writeChunk(piece) : piece
    return this.#write(unsent === undefined ? bytes : concat(unsent, bytes))
  }

  /** As it lies in memory, its framing beside it. */
  #writeLarge(chunk: Uint8Array, framed: boolean): Promise<void> | undefined {
    if (!framed) return this.#write(chunk)
    this.#socket.write(chunkSize(chunk.length))
    this.#socket.write(chunk)
    return this.#write(chunkEnd())
  }

  /** Over when the socket has room for more. */
  #write(bytes: Uint8Array): Promise<void> | undefined {
    const room = this.#socket.write(bytes)
    this.#request.onProgress?.()
    return room ? undefined : this.#drain()
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve
    })
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
