import type { WireStream } from './exchange.ts'

type Piece = IteratorResult<Uint8Array>

/** A request's body as it is pulled. It outlives a connection that ends before anything was written. */
export class UploadSource {
  /** As announced; undefined: in chunks. */
  readonly length: number | undefined
  readonly #iterator: AsyncIterator<Uint8Array>
  #next: Promise<Piece> | undefined
  #first: Piece | undefined
  #stopped = false

  /** Throws what the chunks throw when they are asked for. */
  constructor({ chunks, length }: WireStream) {
    this.length = length
    this.#iterator = chunks[Symbol.asyncIterator]()
    this.#next = this.#iterator.next()
  }

  /** Over when the first piece is here, or after that time. Rejects with what reading it fails with. */
  async begin(ms: number): Promise<void> {
    if (this.#next === undefined) return
    this.#first = await within(this.#next, ms)
    if (this.#first !== undefined) this.#next = undefined
  }

  /** The first piece, once, where it is here already and is not empty: an empty one is nothing to wait with for more. */
  takeFirst(): Piece | undefined {
    const first = this.#first
    this.#first = undefined
    return first?.value?.length === 0 ? undefined : first
  }

  next(): Promise<Piece> {
    const next = this.#next ?? this.#iterator.next()
    this.#next = undefined
    return next
  }

  /** Whoever makes the chunks hears that nobody wants the rest; how that goes is its own affair. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#iterator.return?.().then(undefined, () => {})
  }
}

function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
