import { CutError, type Flow, type Sink } from '@strait/core'

export interface StreamFlowOptions {
  /** Bytes that were announced, where they were. */
  readonly length: number | undefined
  /** What is told of an error of the stream. */
  readonly tell: (error: unknown) => string
  /** Runs once: the stream has ended, failed or was given up. */
  readonly over: (whole: boolean) => void
}

/** A ReadableStream as a flow: read piece by piece, and not at all while it is held back. */
export class StreamFlow implements Flow {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #options: StreamFlowOptions
  #received = 0
  #sink: Sink | undefined
  #held = false
  #reading = false
  #gone = false

  constructor(stream: ReadableStream<Uint8Array>, options: StreamFlowOptions) {
    this.#reader = stream.getReader()
    this.#options = options
  }

  read(sink: Sink): void {
    this.#sink = sink
    void this.#pump(sink)
  }

  pause(): void {
    this.#held = true
  }

  resume(): void {
    this.#held = false
    if (this.#sink !== undefined) void this.#pump(this.#sink)
  }

  cancel(reason: unknown): void {
    if (this.#gone) return
    this.#end(false)
    this.#reader.cancel(reason).catch(() => {})
  }

  async #pump(sink: Sink): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      while (!this.#held && !this.#gone) {
        const { done, value } = await this.#reader.read()
        if (this.#gone) return
        if (done) return this.#finish(sink)
        this.#received += value.length
        sink.data(value)
      }
    } catch (error) {
      this.#fail(sink, this.#options.tell(error))
    } finally {
      this.#reading = false
    }
  }

  #finish(sink: Sink): void {
    const { length } = this.#options
    if (length !== undefined && length !== this.#received) {
      this.#fail(sink, `${this.#received} bytes came of ${length}`)
      return
    }
    this.#end(true)
    sink.end([])
  }

  #fail(sink: Sink, said: string): void {
    if (this.#gone) return
    this.#end(false)
    sink.fail(new CutError(said))
  }

  #end(whole: boolean): void {
    this.#gone = true
    this.#options.over(whole)
  }
}
