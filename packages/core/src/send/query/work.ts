import { GatewayError } from '../../errors.ts'

/** A fifth of a second at the very worst; ten books of text for any pattern that people write. */
const MOST = 10_000_000

/** What the conditions of one request may cost: patterns and texts can both come from whoever wants to hurt. */
export class Work {
  #left: number

  constructor(most = MOST) {
    this.#left = most
  }

  /** In steps of a few nanoseconds. */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new GatewayError('condition_too_costly')
  }
}
