type Listener = (reason: unknown) => void

/**
 * One exchange's life line: whoever ends it early pulls it once, and everything under way lets go.
 * An AbortController does the same at several times the cost per request, and Deno's legacy one also fires
 * after success.
 */
export class Cancel {
  #reason: unknown
  #pulled = false
  /** Most lines have one listener: a list for it would cost more than the rest. */
  #only: Listener | undefined
  #more: Listener[] | undefined

  get pulled(): boolean {
    return this.#pulled
  }

  get reason(): unknown {
    return this.#reason
  }

  /** The first call wins; later ones do nothing. A listener that throws does not keep the others from hearing. */
  pull(reason: unknown): void {
    if (this.#pulled) return
    this.#pulled = true
    this.#reason = reason
    const only = this.#only
    if (only !== undefined) tell(only, reason)
    for (const listener of this.#more ?? []) tell(listener, reason)
    this.#only = undefined
    this.#more = undefined
  }

  /** Calls back when pulled, at once if it has been; the answer takes the listener off again. */
  listen(listener: Listener): () => void {
    if (this.#pulled) {
      listener(this.#reason)
      return deaf
    }
    if (this.#more !== undefined) this.#more.push(listener)
    else if (this.#only === undefined) this.#only = listener
    else this.#more = [listener]
    return () => this.#release(listener)
  }

  #release(listener: Listener): void {
    if (this.#only === listener) {
      this.#only = undefined
      return
    }
    const index = this.#more?.indexOf(listener) ?? -1
    if (index < 0) return
    // While the line is being pulled the list is walked: taking one out would skip its neighbour.
    if (this.#pulled) (this.#more as Listener[])[index] = deaf
    else this.#more?.splice(index, 1)
  }
}

function tell(listener: Listener, reason: unknown): void {
  try {
    listener(reason)
  } catch {
    // Its own affair: whatever else is under way has to let go all the same.
  }
}

function deaf(): void {}
