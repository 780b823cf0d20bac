import type { Path } from '../problem.ts'

/** A value that came from a place of its own. */
export class Placed {
  readonly value: unknown
  readonly from: Path

  constructor(value: unknown, from: Path) {
    this.value = value
    this.from = from
  }
}
