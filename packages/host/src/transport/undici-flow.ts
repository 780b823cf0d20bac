import type { Flow, Sink } from '@strait/core'
import type { Dispatcher } from 'undici-real'

/** What may wait before anyone reads, in bytes. */
const EARLY_MAX = 64 * 1024

type Ending = { readonly trailers: readonly string[] } | { readonly error: unknown }

/** An answer's body: undici pushes, the reader may hold it back. What comes before the reader waits for it. */
export class UndiciFlow implements Flow {
  readonly #controller: Dispatcher.DispatchController
  readonly #over: () => void
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #sink: Sink | undefined
  #ending: Ending | undefined
  #gone = false

  constructor(controller: Dispatcher.DispatchController, over: () => void) {
    this.#controller = controller
    this.#over = over
  }

  /** The whole body, where it has ended already and carried no trailers. */
  takeWhole(): Uint8Array[] | undefined {
    const ending = this.#ending
    if (ending === undefined || 'error' in ending || ending.trailers.length > 0) return undefined
    return this.#early
  }

  push(chunk: Uint8Array): void {
    if (this.#sink !== undefined) {
      this.#sink.data(chunk)
      return
    }
    this.#early.push(chunk)
    this.#earlyBytes += chunk.length
    if (this.#earlyBytes > EARLY_MAX) this.#controller.pause()
  }

  finish(trailers: readonly string[]): void {
    this.#end({ trailers })
  }

  break(error: unknown): void {
    this.#end({ error })
  }

  read(sink: Sink): void {
    const waited = this.#earlyBytes > EARLY_MAX
    for (const chunk of this.#early) {
      if (this.#gone) return
      sink.data(chunk)
    }
    this.#early = []
    this.#sink = sink
    if (this.#ending !== undefined) this.#tell(this.#ending)
    else if (waited && !this.#held) this.#controller.resume()
  }

  #held = false

  pause(): void {
    this.#held = true
    if (this.#ending === undefined) this.#controller.pause()
  }

  resume(): void {
    this.#held = false
    if (this.#ending === undefined && this.#sink !== undefined) this.#controller.resume()
  }

  cancel(reason: unknown): void {
    this.#gone = true
    if (this.#ending === undefined) this.#controller.abort(reason instanceof Error ? reason : new Error('cancelled'))
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return
    this.#ending = ending
    this.#over()
    if (this.#sink !== undefined) this.#tell(ending)
  }

  #tell(ending: Ending): void {
    if (this.#gone) return
    if ('error' in ending) this.#sink?.fail(ending.error)
    else this.#sink?.end(ending.trailers)
  }
}
