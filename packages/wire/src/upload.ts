import type { Socket } from './dial.ts'
import type { WireRequest } from './exchange.ts'
import { joined } from './joined.ts'
import type { UploadSource } from './upload-source.ts'
import { chunkEnd, chunkSize, lastChunk, writeChunk } from './writer.ts'

/** Larger pieces are not copied to stand in one write with their framing, unless the socket prefers it. */
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
  /** In chunks: no length was announced. */
  readonly #framed: boolean
  /** Bytes of the announced length that are still due. */
  #left: number
  /** A head that waits for the first piece. */
  #head: Uint8Array | undefined
  #stopped = false
  #drained: (() => void) | undefined

  constructor(socket: Socket, request: WireRequest, source: UploadSource, end: UploadEnd) {
    this.#socket = socket
    this.#request = request
    this.#framed = source.length === undefined
    this.#left = source.length ?? Number.POSITIVE_INFINITY
    this.#source = source
    this.#end = end
  }

  /** `head`: what goes out in front, together with the first piece where that is here; undefined where it went before. */
  start(head: Uint8Array | undefined): void {
    this.#pump(head).catch((cause) => {
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

  async #pump(head: Uint8Array | undefined): Promise<void> {
    const source = this.#source
    const first = source.takeFirst()
    // An upstream that answers to the head alone may never see a body that was here all the while.
    if (first !== undefined) this.#head = head
    else if (head !== undefined) await this.#write(head)
    let piece = first ?? (await source.next())
    while (!this.#stopped) {
      if (piece.done === true) return this.#finish()
      if (piece.value.length > 0) {
        await this.#writePiece(piece.value)
        if (this.#stopped) return
        if (this.#left === 0) this.#end.sent()
      }
      piece = await source.next()
    }
  }

  #writePiece(piece: Uint8Array): Promise<void> | undefined {
    this.#left -= piece.length
    if (this.#left < 0) throw new Error('the body is longer than was announced')
    const copyMax = this.#socket.copyMax ?? COPY_MAX
    if (this.#head === undefined && piece.length > copyMax) return this.#writeLarge(piece)
    return this.#write(this.#withHead(this.#framed ? writeChunk(piece) : piece))
  }

  /** The source has no more. */
  async #finish(): Promise<void> {
    if (!this.#framed && this.#left > 0) throw new Error('the body is shorter than was announced')
    const last = this.#withHead(this.#framed ? lastChunk() : NOTHING)
    if (last.length > 0) await this.#write(last)
    if (this.#framed && !this.#stopped) this.#end.sent()
  }

  #withHead(bytes: Uint8Array): Uint8Array {
    const head = this.#head
    if (head === undefined) return bytes
    this.#head = undefined
    return joined([head, bytes])
  }

  /** As it lies in memory, its framing beside it. */
  #writeLarge(chunk: Uint8Array): Promise<void> | undefined {
    if (!this.#framed) return this.#write(chunk)
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
