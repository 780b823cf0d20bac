/** The window slides by one part at a time: with ten of them it is nine to ten tenths as long as it says. */
const PARTS = 10

/** How many outcomes of the last while there were, and how many of them bad. Memory is constant. */
export class OutcomeWindow {
  readonly within: number
  readonly #all = new Uint32Array(PARTS)
  readonly #bad = new Uint32Array(PARTS)
  #part = Number.NEGATIVE_INFINITY
  #total = 0
  #failed = 0

  /** @param within ms */
  constructor(within: number) {
    this.within = within
  }

  /** As of the last `add()`. */
  get total(): number {
    return this.#total
  }

  /** As of the last `add()`. */
  get failed(): number {
    return this.#failed
  }

  add(failed: boolean, now: number): void {
    this.#slide(Math.floor((now * PARTS) / this.within))
    const index = indexOf(this.#part)
    this.#all[index] = (this.#all[index] as number) + 1
    this.#total++
    if (!failed) return
    this.#bad[index] = (this.#bad[index] as number) + 1
    this.#failed++
  }

  clear(): void {
    this.#all.fill(0)
    this.#bad.fill(0)
    this.#total = 0
    this.#failed = 0
  }

  #slide(part: number): void {
    const steps = Math.min(part - this.#part, PARTS)
    if (steps <= 0) return
    for (let i = 0; i < steps; i++) {
      const index = indexOf(part - i)
      this.#total -= this.#all[index] as number
      this.#failed -= this.#bad[index] as number
      this.#all[index] = 0
      this.#bad[index] = 0
    }
    this.#part = part
  }
}

/** A clock may begin below zero. */
const indexOf = (part: number): number => ((part % PARTS) + PARTS) % PARTS
