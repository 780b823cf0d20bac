import { CR, isBlank, isLineChar, isTokenChar, LF } from './characters.ts'

/** Hex digits of a size: 13 of them stay within what a number counts exactly. */
const DIGITS_MAX = 13
const EXTENSION_MAX = 4096

/**
 * `blank` stands behind the size, where only a semicolon may follow; `name` and `value` are tokens that have begun,
 * `closed` is right behind a quoted value, `gap` and `gap_name` are blanks behind a value or a name.
 */
type Place = 'first' | 'digits' | 'blank' | 'begin_name' | 'name' | 'begin_value' | 'value' | 'quoted' | 'escaped'
type Behind = 'closed' | 'gap' | 'gap_name' | 'lf'

const SEMICOLON = 0x3b
const EQUALS = 0x3d
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * The line in front of a chunk (RFC 9112 7.1): its size and extensions that nobody understands. Byte by byte, since
 * such a line is a few bytes long and may be cut anywhere.
 */
export class ChunkLine {
  size = 0
  /** Where the fed bytes go on behind the line. */
  next = 0
  whole = false
  #digits = 0
  #bytes = 0
  #place: Place | Behind = 'first'

  begin(): void {
    this.size = 0
    this.whole = false
    this.#digits = 0
    this.#bytes = 0
    this.#place = 'first'
  }

  /** An error in words. */
  take(bytes: Uint8Array, from: number): string | undefined {
    for (let at = from; at < bytes.length; at++) {
      const problem = this.#byte(bytes[at] as number)
      if (problem !== undefined) return problem
      if (this.whole) {
        this.next = at + 1
        return undefined
      }
    }
    this.next = bytes.length
    return undefined
  }

  #byte(code: number): string | undefined {
    switch (this.#place) {
      case 'first':
      case 'digits':
        return this.#digit(code)
      case 'lf':
        this.whole = code === LF
        return this.whole ? undefined : 'a bare CR in a chunk line'
      case 'blank':
        return code === CR ? NO_SIZE : this.#extension(code)
      default:
        return this.#extension(code)
    }
  }

  #digit(code: number): string | undefined {
    const value = hexValue(code)
    if (value >= 0) {
      this.#place = 'digits'
      if (++this.#digits > DIGITS_MAX) return 'a chunk size that is too large'
      this.size = this.size * 16 + value
      return undefined
    }
    if (this.#place === 'first') return 'a chunk without a size'
    if (code === CR) {
      this.#place = 'lf'
      return undefined
    }
    if (code !== SEMICOLON && !isBlank(code)) return NO_SIZE
    this.#place = code === SEMICOLON ? 'begin_name' : 'blank'
    return undefined
  }

  #extension(code: number): string | undefined {
    const next = after(this.#place, code)
    if (next === undefined) return isLineChar[code] === 1 ? BAD_EXTENSION : 'a control character in a chunk line'
    this.#place = next
    return ++this.#bytes > EXTENSION_MAX ? 'a chunk extension that is too long' : undefined
  }
}

const NO_SIZE = 'a chunk size that is no hex number'
const BAD_EXTENSION = 'a chunk extension that is none'

/** RFC 9112 7.1.1: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`. */
function after(place: Place | Behind, code: number): Place | Behind | undefined {
  switch (place) {
    case 'begin_name':
      return isBlank(code) ? place : isTokenChar[code] === 1 ? 'name' : undefined
    case 'begin_value':
      if (code === QUOTE) return 'quoted'
      return isBlank(code) ? place : isTokenChar[code] === 1 ? 'value' : undefined
    case 'quoted':
      if (code === QUOTE) return 'closed'
      return isLineChar[code] !== 1 ? undefined : code === BACKSLASH ? 'escaped' : place
    case 'escaped':
      return isLineChar[code] === 1 ? 'quoted' : undefined
    case 'name':
    case 'value':
      if (isTokenChar[code] === 1) return place
      if (code === EQUALS && place === 'name') return 'begin_value'
      return isBlank(code) && place === 'name' ? 'gap_name' : behind(code)
    case 'closed':
      return behind(code)
    default:
      // Behind a blank: the line does not end here.
      if (code === EQUALS && place === 'gap_name') return 'begin_value'
      return code === SEMICOLON ? 'begin_name' : isBlank(code) ? place : undefined
  }
}

function behind(code: number): Place | Behind | undefined {
  if (code === CR) return 'lf'
  if (code === SEMICOLON) return 'begin_name'
  return isBlank(code) ? 'gap' : undefined
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
