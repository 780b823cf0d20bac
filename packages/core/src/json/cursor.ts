import { utf8 } from '../web/bytes.ts'
import {
  BACKSLASH,
  CLOSE,
  isNumeric,
  isSpace,
  isWord,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PASSED,
  QUOTE,
  ROLES,
  STRING,
} from './bytes.ts'

export type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array'

const BOM = Uint8Array.of(0xef, 0xbb, 0xbf)
const TRUE = utf8('true')
const FALSE = utf8('false')
const NULL = utf8('null')

/** Below this a loop is done before the call of `indexOf` has begun. */
const NEAR = 64

/**
 * A place in JSON text that only goes forward. A step that can't be taken says so, and `at` stays where the text is
 * wrong, or at its end where it ended too early.
 */
export class Cursor {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length
  }

  /** RFC 8259 8.1: a mark may be ignored, and servers do. False where the text ends within it. */
  mark(): boolean {
    if (this.#word(BOM)) return true
    if (this.atEnd) return false
    this.at = 0
    return true
  }

  space(): void {
    const { bytes } = this
    let { at } = this
    while (at < bytes.length && isSpace(bytes[at] as number)) at++
    this.at = at
  }

  byte(expected: number): boolean {
    if (this.bytes[this.at] !== expected) return false
    this.at++
    return true
  }

  /** For who reads more closely: back to where the text is wrong. */
  wrongAt(at: number): false {
    this.at = at
    return false
  }

  value(): JsonKind | undefined {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.string() ? 'string' : undefined
      case OPEN_BRACE:
        return this.#nested() ? 'object' : undefined
      case OPEN_BRACKET:
        return this.#nested() ? 'array' : undefined
      case TRUE[0]:
        return this.#word(TRUE) ? 'boolean' : undefined
      case FALSE[0]:
        return this.#word(FALSE) ? 'boolean' : undefined
      case NULL[0]:
        return this.#word(NULL) ? 'null' : undefined
      default:
        return this.#number() ? 'number' : undefined
    }
  }

  /** What stands inside is not looked at, only where it ends; long stretches are left to the engine's own search. */
  string(): boolean {
    const { bytes } = this
    let at = this.at
    if (bytes[at] !== QUOTE) return false
    at++
    while (at < bytes.length) {
      const near = Math.min(at + NEAR, bytes.length)
      while (at < near) {
        const byte = bytes[at]
        if (byte === QUOTE) return this.#to(at + 1)
        at += byte === BACKSLASH ? 2 : 1
      }
      const quote = bytes.indexOf(QUOTE, at)
      if (quote < 0) break
      if (!this.#escaped(at, quote)) return this.#to(quote + 1)
      at = quote + 1
    }
    this.at = bytes.length
    return false
  }

  #to(at: number): true {
    this.at = at
    return true
  }

  /** Whether the byte at `at` is escaped; `from` is no second half of an escape. */
  #escaped(from: number, at: number): boolean {
    let first = at
    while (first > from && this.bytes[first - 1] === BACKSLASH) first--
    return (at - first) % 2 === 1
  }

  /**
   * An object or array, by its brackets alone: whether everything inside is where it belongs is for the server to say,
   * and a stack of what is open would be memory that a sender can make grow. What no JSON has outside of strings
   * (comments, other quotes) is an end: a server that reads such things would read the rest otherwise than we do.
   */
  #nested(): boolean {
    const { bytes } = this
    const { length } = bytes
    const roles = ROLES
    let { at } = this
    let depth = 0
    while (at < length) {
      const role = roles[bytes[at] as number]
      if (role === PASSED) {
        at++
      } else if (role === STRING) {
        this.at = at
        if (!this.string()) return false
        at = this.at
      } else if (role === OPEN) {
        depth++
        at++
      } else if (role === CLOSE) {
        depth--
        at++
        if (depth === 0) return this.#to(at)
      } else {
        break
      }
    }
    this.at = at
    return false
  }

  #word(expected: Uint8Array): boolean {
    for (const byte of expected) if (!this.byte(byte)) return false
    return true
  }

  /** Any spelling. One that the text ends with may be longer than what is here. */
  #number(): boolean {
    const { bytes } = this
    let { at } = this
    if (at >= bytes.length || !startsNumber(bytes[at] as number)) return false
    while (at < bytes.length && isWord(bytes[at] as number)) at++
    this.at = at
    return at < bytes.length
  }
}

/** With the N and I of NaN and Infinity, which Python writes and reads. */
function startsNumber(byte: number): boolean {
  return isNumeric(byte) || byte === 0x4e || byte === 0x49
}
