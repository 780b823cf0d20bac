import type { WireCancel } from '../../src/exchange.ts'

/** The caller's cord; counts who still listens. */
export class Cancel implements WireCancel {
  pulled = false
  reason: unknown
  readonly #listeners = new Set<(reason: unknown) => void>()

  get listeners(): number {
    return this.#listeners.size
  }

  listen(listener: (reason: unknown) => void): () => void {
    const own = (reason: unknown) => listener(reason)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  pull(reason: unknown = new Error('left')): void {
    this.pulled = true
    this.reason = reason
    for (const listener of [...this.#listeners]) listener(reason)
  }
}
