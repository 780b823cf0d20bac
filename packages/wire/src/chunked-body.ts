import { CR, LF } from './characters.ts'
import { ChunkLine } from './chunk-line.ts'
import { Head } from './head.ts'
import { joined, lengthOf } from './joined.ts'
import { Lines } from './lines.ts'
import { malformed, type ReaderError, tooLarge } from './reader-error.ts'

/** Chunks that came together go on together where they are smaller than this on average; larger ones are not copied. */
const SMALL = 4 * 1024

type State = 'size' | 'data' | 'end' | 'trailers' | 'over'

/** A body in chunks (RFC 9112 7.1), without the framing between them, and its trailers. */
export class ChunkedBody {
  readonly #line = new ChunkLine()
  readonly #lines = new Lines()
  #head = new Head()
  #state: State = 'over'
  #due = 0
  #maxHead = 0
  #maxLines = 0
  #pieces: Uint8Array[] = []

  begin(maxHead: number, maxLines: number): void {
    this.#maxHead = maxHead
    this.#maxLines = maxLines
    this.#expectSize()
  }

  get over(): boolean {
    return this.#state === 'over'
  }

  get trailers(): readonly string[] {
    return this.#head.headers
  }

  /** Reads on from `at`; the answer is where it stopped. */
  step(bytes: Uint8Array, at: number): number | ReaderError {
    switch (this.#state) {
      case 'size':
        return this.#readSize(bytes, at)
      case 'data':
        return this.#readData(bytes, at)
      case 'end':
        return this.#readEnd(bytes, at)
      case 'trailers':
        return this.#readTrailers(bytes, at)
      case 'over':
        return at
      default:
        return this.#state satisfies never
    }
  }

  /** What was read since the last call: chunks that came together, together. */
  takePieces(): readonly Uint8Array[] {
    const pieces = this.#pieces
    if (pieces.length === 0) return pieces
    this.#pieces = []
    return pieces.length === 1 ? pieces : merged(pieces)
  }

  #expectSize(): void {
    this.#line.begin()
    this.#state = 'size'
  }

  #readSize(bytes: Uint8Array, at: number): number | ReaderError {
    const line = this.#line
    const wrong = line.take(bytes, at)
    if (wrong !== undefined) return malformed(wrong)
    if (!line.whole) return line.next
    this.#due = line.size
    if (line.size > 0) {
      this.#state = 'data'
    } else {
      this.#state = 'trailers'
      this.#lines.begin()
      this.#head = new Head()
    }
    return line.next
  }

  #readData(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#due)
    this.#due -= end - at
    this.#pieces.push(bytes.subarray(at, end))
    if (this.#due === 0) {
      this.#due = 2
      this.#state = 'end'
    }
    return end
  }

  #readEnd(bytes: Uint8Array, at: number): number | ReaderError {
    if (bytes[at] !== (this.#due === 2 ? CR : LF)) return malformed('a chunk that is longer than its size')
    if (--this.#due === 0) this.#expectSize()
    return at + 1
  }

  #readTrailers(bytes: Uint8Array, at: number): number | ReaderError {
    const lines = this.#lines
    const wrong = lines.take(bytes, at, this.#maxHead)
    for (const line of lines.found) {
      if (this.#head.headers.length >= 2 * this.#maxLines) return tooLarge(this.#maxHead)
      const problem = this.#head.trailer(line)
      if (problem !== undefined) return malformed(problem)
    }
    if (wrong !== undefined) return malformed(wrong)
    if (lines.bytes > this.#maxHead) return tooLarge(this.#maxHead)
    if (lines.over) this.#state = 'over'
    return lines.next
  }
}

function merged(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  return lengthOf(pieces) > pieces.length * SMALL ? pieces : [joined(pieces)]
}
