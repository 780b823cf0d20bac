import type { WireFlow, WireSink } from './exchange.ts'
import { joined } from './joined.ts'

/** What may wait before anyone reads, in bytes. */
const EARLY_MAX = 64 * 1024

/** What a body needs of the connection it comes by. */
export interface FlowSource {
  pause(): void
  resume(): void
  /** Nobody wants the rest. */
  abandon(reason: unknown): void
}

type Ending = { readonly trailers: readonly string[] } | { readonly error: unknown }

/** The body of one answer: what comes before anyone reads waits here, and a reader may hold it back. */
export class BodyFlow implements WireFlow {
  /** Undefined once the body is over: from then on the connection is somebody else's. */
  #source: FlowSource | undefined
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #sink: WireSink | undefined
  #ending: Ending | undefined
  #held = false
  #gone = false

  constructor(source: FlowSource) {
    this.#source = source
  }

  get ended(): boolean {
    return this.#ending !== undefined
  }

  /** The whole body, where it has ended already, cleanly and without trailers. */
  takeWhole(): Uint8Array | undefined {
    const ending = this.#ending
    if (ending === undefined || 'error' in ending || ending.trailers.length > 0) return undefined
    return joined(this.#early)
  }

  push(chunk: Uint8Array): void {
    if (this.#gone) return
    if (this.#sink !== undefined) {
      this.#sink.data(chunk)
      return
    }
    this.#early.push(chunk)
    this.#earlyBytes += chunk.length
    if (this.#earlyBytes > EARLY_MAX) this.#source?.pause()
  }

  finish(trailers: readonly string[]): void {
    this.#end({ trailers })
  }

  fail(error: unknown): void {
    this.#end({ error })
  }

  read(sink: WireSink): void {
    const early = this.#early
    this.#early = []
    for (const chunk of early) {
      if (this.#gone) return
      sink.data(chunk)
    }
    if (this.#gone) return
    this.#sink = sink
    if (this.#ending !== undefined) this.#tell(this.#ending)
    else if (!this.#held) this.#source?.resume()
  }

  pause(): void {
    this.#held = true
    this.#source?.pause()
  }

  resume(): void {
    this.#held = false
    if (this.#sink !== undefined) this.#source?.resume()
  }

  cancel(reason: unknown): void {
    this.#gone = true
    this.#source?.abandon(reason)
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return
    this.#ending = ending
    this.#source = undefined
    if (this.#sink !== undefined) this.#tell(ending)
  }

  #tell(ending: Ending): void {
    if (this.#gone) return
    if ('error' in ending) this.#sink?.fail(ending.error)
    else this.#sink?.end(ending.trailers)
  }
}
