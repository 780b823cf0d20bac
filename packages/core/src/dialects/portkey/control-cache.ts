import { type Controls, readControls } from './controls.ts'

const MOST_ENTRIES = 512
/** Chars of all keys together: what clients send must not fill the memory. */
const MOST_CHARS = 1_000_000

/** Controls by their bytes: most clients send the same with every request, and it is read and compiled once. */
export class ControlCache {
  readonly #known = new Map<string, Controls>()
  #chars = 0

  /** Lower-case names and values, each behind a line break, which no header holds. */
  get(key: string): Controls {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const controls = readControls(key === '' ? [] : key.slice(1).split('\n'))
    if (key.length <= MOST_CHARS / 10) this.#keep(key, controls)
    return controls
  }

  /** Oldest out first: what is in use comes back at once. */
  #keep(key: string, controls: Controls): void {
    this.#known.set(key, controls)
    this.#chars += key.length
    while (this.#known.size > MOST_ENTRIES || this.#chars > MOST_CHARS) {
      const oldest = this.#known.keys().next().value as string
      this.#known.delete(oldest)
      this.#chars -= oldest.length
    }
  }
}
