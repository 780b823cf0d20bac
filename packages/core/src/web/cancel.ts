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
  #only: Hearer | undefined
  #more: Hearer[] | undefined
  #parent: Cancel | undefined

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
    for (const hearer of this.#more ?? []) tell(hearer, reason)
    this.#only = undefined
    this.#more = undefined
  }

  /** Calls back when pulled, at once if it has been; the answer takes the listener off again. */
  listen(listener: Listener): () => void {
    if (this.#pulled) {
      listener(this.#reason)
      return deaf
    }
    this.#add(listener)
    return () => this.#release(listener)
  }

  /** A line for a part of the exchange: pulled with this one, or by itself; `leave()` lets go of this one. */
  branch(): Cancel {
    const child = new Cancel()
    if (this.#pulled) child.pull(this.#reason)
    else {
      child.#parent = this
      this.#add(child)
    }
    return child
  }

  /** The part is over: what ends the whole no longer concerns it. */
  leave(): void {
    const parent = this.#parent
    this.#parent = undefined
    if (parent !== undefined) parent.#release(this)
  }

  #add(hearer: Hearer): void {
    if (this.#more !== undefined) this.#more.push(hearer)
    else if (this.#only === undefined) this.#only = hearer
    else this.#more = [hearer]
  }

  #release(hearer: Hearer): void {
    if (this.#only === hearer) {
      this.#only = undefined
      return
    }
    const index = this.#more?.indexOf(hearer) ?? -1
    if (index < 0) return
    // While the line is being pulled the list is walked: taking one out would skip its neighbour.
    if (this.#pulled) (this.#more as Hearer[])[index] = deaf
    else this.#more?.splice(index, 1)
  }
}

/** Who hears when a line is pulled. A branch stands there itself: a function for each would cost more than the branch. */
type Hearer = Listener | Cancel

function tell(hearer: Hearer, reason: unknown): void {
  try {
    if (hearer instanceof Cancel) hearer.pull(reason)
    else hearer(reason)
  } catch {
    // Its own affair: whatever else is under way has to let go all the same.
  }
}

function deaf(): void {}
