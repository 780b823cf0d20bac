type Listener = (reason: unknown) => void

/**
 * One exchange's life line: whoever ends it early pulls it once, and everything under way lets go.
 * An AbortController does the same at several times the cost per request, and Deno's legacy one also fires
 * after success.
 */
export class Cancel {
  #reason: unknown
  #pulled = false
  #listeners: Listener[] | undefined

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
    const listeners = this.#listeners
    this.#listeners = undefined
    for (const listener of listeners ?? []) {
      try {
        listener(reason)
      } catch {
        // Its own affair: whatever else is under way has to let go all the same.
      }
    }
  }

  /** Calls back when pulled, at once if it has been; the answer takes the listener off again. */
  listen(listener: Listener): () => void {
    if (this.#pulled) {
      listener(this.#reason)
      return () => {}
    }
    this.#listeners ??= []
    const listeners = this.#listeners
    listeners.push(listener)
    return () => {
      const index = listeners.indexOf(listener)
      if (index < 0) return
      // While the line is being pulled the list is walked: taking one out would skip its neighbour.
      if (this.#pulled) listeners[index] = deaf
      else listeners.splice(index, 1)
    }
  }
}

function deaf(): void {}
