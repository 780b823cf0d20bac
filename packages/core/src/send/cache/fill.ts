import type { Tap } from '../../tap.ts'
import { concat, copyOf } from '../../web/bytes.ts'

/** What came of a body, piece by piece, until it is more than may be kept. */
export class Pieces {
  readonly #most: number
  #parts: Uint8Array[] | undefined = []
  #size = 0

  constructor(most: number) {
    this.#most = most
  }

  /** `bytes` are copied: they are another's. */
  add(bytes: Uint8Array): void {
    if (this.#parts === undefined || bytes.length === 0) return
    this.#size += bytes.length
    if (this.#size > this.#most) this.#parts = undefined
    else this.#parts.push(copyOf(bytes))
  }

  /** undefined where it was too much. */
  joined(): Joined | undefined {
    return this.#parts && joinedOf(this.#parts)
  }
}

export interface Joined {
  readonly body: Uint8Array
  readonly ends: readonly number[]
}

/** In one piece of memory, and where each part ends in it. */
export function joinedOf(parts: readonly Uint8Array[]): Joined {
  let end = 0
  const ends = parts.map(({ length }) => {
    end += length
    return end
  })
  return { body: concat(parts), ends }
}

/** Watches an answer on its way to the client; `keep` is called where all of it arrived, and it was not too much. */
export function fillTap(most: number, keep: (joined: Joined) => void): Tap {
  const pieces = new Pieces(most)
  return {
    name: 'cache-fill',
    chunk: (bytes) => pieces.add(bytes),
    end(whole) {
      const joined = whole ? pieces.joined() : undefined
      if (joined !== undefined) keep(joined)
    },
  }
}
