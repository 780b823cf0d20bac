import { latin1 } from './bytes.ts'

/** A request body in the test's hand: it yields what is pushed, when it is pushed. */
export class Source implements AsyncIterable<Uint8Array> {
  pulls = 0
  /** The reader went away before the end. */
  returned = false
  readonly #ready: IteratorResult<Uint8Array, undefined>[] = []
  #waiting: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | undefined
  #failure: { readonly error: unknown } | undefined

  push(text: string): void {
    this.#give({ done: false, value: latin1(text) })
  }

  finish(): void {
    this.#give({ done: true, value: undefined })
  }

  fail(error: unknown): void {
    this.#failure = { error }
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => {
        this.pulls++
        const ready = this.#ready.shift()
        if (ready !== undefined) return Promise.resolve(ready)
        if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
        this.#waiting = Promise.withResolvers()
        return this.#waiting.promise
      },
      return: () => {
        this.returned = true
        this.finish()
        return Promise.resolve({ done: true, value: undefined })
      },
    }
  }

  #give(result: IteratorResult<Uint8Array, undefined>): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#ready.push(result)
    else waiting.resolve(result)
  }
}

/** These chunks, each in a turn of its own. */
export async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield latin1(text)
}
