import { CR, isLineChar, LF } from './characters.ts'
import { latin1 } from './latin1.ts'

/**
 * Cuts a head into lines. Lines that came in one piece are decoded together; of a line that is still under way only
 * its bytes are kept, and no byte is looked at twice.
 */
export class Lines {
  /** Complete lines of the last `take()`, without CRLF, up to the empty line that ends the section. */
  readonly found: string[] = []
  /** Where in the fed bytes the section goes on, or what follows it begins. */
  next = 0
  /** The empty line was met. */
  over = false
  /** Bytes of the section so far, a line under way included. */
  bytes = 0
  #partial: Uint8Array = NOTHING
  #length = 0
  readonly #ends: number[] = []

  begin(): void {
    this.bytes = 0
    this.#length = 0
    this.over = false
  }

  /** The beginning of the line under way. */
  get partial(): Uint8Array {
    return this.#partial.subarray(0, this.#length)
  }

  /** Reads lines from `from` on, at most `max` bytes of the section in all; an error in words, behind what was found. */
  take(bytes: Uint8Array, from: number, max: number): string | undefined {
    this.found.length = 0
    let at = from
    if (this.#length > 0) {
      const problem = this.#complete(bytes, from, max)
      if (problem !== undefined) return problem
      at = this.next
      if (this.#length > 0 || this.over) return undefined
    }
    return this.#block(bytes, at, max)
  }

  /** All lines that are whole in what is here. */
  #block(bytes: Uint8Array, from: number, max: number): string | undefined {
    const ends = this.#ends
    ends.length = 0
    const stop = this.#stop(bytes, from, max)
    let high = 0
    let problem: string | undefined
    let line = from
    let at = from
    while (at < stop) {
      const code = bytes[at] as number
      high |= code
      if (isLineChar[code] === 1) {
        at++
        continue
      }
      if (code === CR && at + 1 >= stop) break
      if (code !== CR || bytes[at + 1] !== LF) {
        problem = code === CR ? BARE_CR : wrongByte(code)
        break
      }
      ends.push(at)
      at += 2
      const empty = at - line === 2
      line = at
      if (empty) {
        this.over = true
        break
      }
    }
    this.#decode(bytes, from, line, high < 0x80)
    this.bytes += line - from
    this.next = line
    if (!this.over && problem === undefined) this.#keep(bytes, line)
    return problem
  }

  #decode(bytes: Uint8Array, from: number, to: number, isAscii: boolean): void {
    const ends = this.#ends
    const count = this.over ? ends.length - 1 : ends.length
    if (count === 0) return
    const text = latin1(bytes.subarray(from, to), isAscii)
    let begin = 0
    for (let i = 0; i < count; i++) {
      const end = (ends[i] as number) - from
      this.found.push(text.slice(begin, end))
      begin = end + 2
    }
  }

  /** The rest of the line that an earlier piece began. */
  #complete(bytes: Uint8Array, from: number, max: number): string | undefined {
    const stop = this.#stop(bytes, from, max)
    let at = from
    // The CR was the last byte before.
    if (this.#partial[this.#length - 1] === CR) {
      if (bytes[at] !== LF) return BARE_CR
      this.#length--
      this.bytes++
    } else {
      while (at < stop && isLineChar[bytes[at] as number] === 1) at++
      this.#append(bytes, from, at)
      if (at >= stop) return this.#wait(at)
      if (bytes[at] !== CR) return wrongByte(bytes[at] as number)
      if (at + 1 >= stop) {
        this.#append(bytes, at, at + 1)
        return this.#wait(at + 1)
      }
      if (bytes[at + 1] !== LF) return BARE_CR
      this.bytes += 2
      at++
    }
    this.next = at + 1
    const { partial } = this
    this.#length = 0
    if (partial.length === 0) this.over = true
    else this.found.push(latin1(partial, isAscii(partial)))
    return undefined
  }

  /** One byte beyond `max` is looked at, so that too much shows; what follows it is nobody's. */
  #stop(bytes: Uint8Array, from: number, max: number): number {
    return Math.min(bytes.length, from + max - this.bytes + 1)
  }

  #wait(at: number): undefined {
    this.next = at
    return undefined
  }

  #keep(bytes: Uint8Array, from: number): void {
    if (from === bytes.length) return
    this.#append(bytes, from, bytes.length)
    this.next = bytes.length
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from
    if (length > this.#partial.length) {
      const grown = new Uint8Array(Math.max(256, 2 * length))
      grown.set(this.partial)
      this.#partial = grown
    }
    this.#partial.set(bytes.subarray(from, to), this.#length)
    this.#length = length
    this.bytes += to - from
  }
}

const NOTHING = new Uint8Array(0)
const BARE_CR = 'a bare CR in a line'

function wrongByte(code: number): string {
  return code === LF ? 'a line that ends in a bare LF' : 'a control character in a line'
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) >= 0x80) return false
  return true
}
