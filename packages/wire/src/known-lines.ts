import { COLON, CR, isBlank, isPlainChar, isTokenChar, LF } from './characters.ts'
import type { Head } from './head.ts'
import { latin1 } from './latin1.ts'

/** How long a line may be to be remembered; the bytes of its value are read anew beyond. */
const WIDTH = 128
const LINES = 64
/** How many remembered lines may be missing between two that came. */
const AHEAD = 6
/** A value that was another one so often in a row is not remembered again: a date, an id, a count. */
const RESTLESS = 8
/** An upstream that fills the memory so often with new names is not worth remembering. */
const FILLED_MAX = 16

/** A field line as it came last. */
interface Line {
  readonly name: string
  /** Its bytes, in memory that no other line is ever written to: they and the value are always of the same line. */
  readonly own: Uint8Array
  /** How many of them are the name with its colon. */
  readonly named: number
  /** How many are remembered: up to the line's end, or those of the name alone. */
  length: number
  /** undefined: the name alone is. */
  value: string | undefined
  /** How often in a row it was another. */
  misses: number
}

/** A line whose value, or all of it, is new. Positions are of the bytes that are read. */
interface News {
  readonly index: number
  readonly line: Line | undefined
  readonly place: number
  readonly start: number
  readonly colon: number
  readonly from: number
  readonly to: number
  readonly end: number
}

/**
 * What one upstream's heads have in common. Most lines of an answer are the same, byte for byte, as in the answer
 * before: those are compared instead of read, and give the very same strings. It reads heads that are whole and plain;
 * all else is for whoever reads line by line, and only there a line is judged wrong. What it gives never depends on what
 * it was taught, only how fast: the hosts behind one proxy share what their answers taught.
 */
export class KnownLines {
  readonly #lines: Line[] = []
  #filled = 0
  readonly #status = new Uint8Array(WIDTH)
  #statusLength = 0
  #statusText = ''
  readonly #news: News[] = []

  /** Fills `head` from a head that begins at `from` and is here whole; where the body begins, or -1: not plain. */
  read(bytes: Uint8Array, from: number, max: number, maxLines: number, head: Head): number {
    const stop = Math.min(bytes.length, from + max)
    let at = this.#readStatus(bytes, from, stop, head)
    if (at < 0 || head.status < 200) return -1
    const { headers } = head
    this.#news.length = 0
    let place = 0
    while (bytes[at] !== CR) {
      if (headers.length >= 2 * maxLines) return -1
      const found = this.#placeOf(bytes, at, place)
      const line = this.#lines[found]
      const end = line === undefined ? -1 : this.#endOfSame(bytes, at, line)
      if (line !== undefined && end >= 0) {
        line.misses = 0
        headers.push(line.name, line.value as string)
        at = end + 2
      } else {
        at = this.#readLine(bytes, at, stop, line, place, headers)
        if (at < 0) return -1
      }
      if (found >= 0) place = found + 1
    }
    if (at + 2 > stop || bytes[at + 1] !== LF) return -1
    this.#decode(bytes, headers)
    if (!noteAll(head)) return -1
    this.#learn(bytes, headers)
    return at + 2
  }

  #readStatus(bytes: Uint8Array, from: number, stop: number, head: Head): number {
    const known = this.#status
    const length = this.#statusLength
    let same = 0
    while (same < length && known[same] === bytes[from + same]) same++
    let end = from + same
    if (length === 0 || same < length || bytes[end] !== CR) {
      end = endOfLine(bytes, from, stop)
      if (end < 0 || end - from > WIDTH) return -1
      const line = latin1(bytes.subarray(from, end), true)
      if (head.statusLine(line) !== undefined) return -1
      known.set(bytes.subarray(from, end))
      this.#statusLength = end - from
      this.#statusText = line
    } else head.statusLine(this.#statusText)
    return bytes[end + 1] === LF ? end + 2 : -1
  }

  /** The line of this name among the next ones; -1: none. */
  #placeOf(bytes: Uint8Array, at: number, place: number): number {
    const lines = this.#lines
    const last = Math.min(lines.length, place + AHEAD)
    for (let i = place; i < last; i++) {
      const { own, named } = lines[i] as Line
      // From the end: names differ there, where `x-ratelimit-` and its like begin alike.
      let k = named - 1
      while (k >= 0 && own[k] === bytes[at + k]) k--
      if (k < 0) return i
    }
    return -1
  }

  /** Where the line ends, if it is the remembered one; else -1. */
  #endOfSame(bytes: Uint8Array, at: number, { own, named, length, value }: Line): number {
    if (value === undefined) return -1
    let k = named
    while (k < length && own[k] === bytes[at + k]) k++
    return k === length && bytes[at + k] === CR && bytes[at + k + 1] === LF ? at + k : -1
  }

  /** Where the next line begins, or -1: not plain. */
  #readLine(bytes: Uint8Array, start: number, stop: number, line: Line | undefined, place: number, headers: string[]) {
    let colon = start
    if (line === undefined) {
      while (isTokenChar[bytes[colon] as number] === 1) colon++
      if (colon === start || bytes[colon] !== COLON) return -1
    } else colon += line.named - 1
    let from = colon + 1
    while (isBlank(bytes[from] as number)) from++
    const end = endOfLine(bytes, from, stop)
    if (end < 0 || bytes[end + 1] !== LF) return -1
    let to = end
    while (to > from && isBlank(bytes[to - 1] as number)) to--
    this.#news.push({ index: headers.length, line, place, start, colon, from, to, end })
    headers.push(line === undefined ? '' : line.name, '')
    return end + 2
  }

  /** What is new becomes text in one piece. */
  #decode(bytes: Uint8Array, headers: string[]): void {
    const news = this.#news
    const first = news[0]
    if (first === undefined) return
    const begin = first.line === undefined ? first.start : first.from
    const text = latin1(bytes.subarray(begin, (news[news.length - 1] as News).to), true)
    for (const { index, line, start, colon, from, to } of news) {
      if (line === undefined) headers[index] = text.slice(start - begin, colon - begin)
      headers[index + 1] = text.slice(from - begin, to - begin)
    }
  }

  #learn(bytes: Uint8Array, headers: readonly string[]): void {
    let added = 0
    for (const { index, line, place, start, colon, end } of this.#news) {
      const name = headers[index] as string
      const value = headers[index + 1] as string
      if (line !== undefined) this.#keep(line, value, bytes, start, end)
      else if (colon + 1 - start <= WIDTH && this.#filled < FILLED_MAX) {
        if (this.#lines.length === LINES) {
          this.#forget()
          return
        }
        this.#add(name, value, bytes, { start, colon, end, place: place + added++ })
      }
    }
  }

  /** Nothing more of this head is kept: the lines that its news speak of are remembered no longer. */
  #forget(): void {
    this.#filled++
    this.#lines.length = 0
    this.#news.length = 0
  }

  #keep(line: Line, value: string, bytes: Uint8Array, start: number, end: number): void {
    if (line.misses < RESTLESS) line.misses++
    if (line.misses === RESTLESS || end - start > WIDTH || isSecret(line.name)) {
      line.value = undefined
      return
    }
    line.value = value
    line.length = end - start
    for (let k = line.named; k < line.length; k++) line.own[k] = bytes[start + k] as number
  }

  #add(
    name: string,
    value: string,
    bytes: Uint8Array,
    { start, colon, end, place }: { start: number; colon: number; end: number; place: number },
  ): void {
    const named = colon + 1 - start
    const line: Line = { name, own: new Uint8Array(WIDTH), named, length: named, value: undefined, misses: 0 }
    for (let k = 0; k < named; k++) line.own[k] = bytes[start + k] as number
    this.#lines.splice(place, 0, line)
    this.#keep(line, value, bytes, start, end)
  }
}

/** What the lines say of the message's end; false: one of them is wrong. */
function noteAll(head: Head): boolean {
  const { headers } = head
  for (let i = 0; i < headers.length; i += 2) {
    if (head.note(headers[i] as string, headers[i + 1] as string) !== undefined) return false
  }
  return true
}

/** Where a line of plain characters meets its CR; -1: it does not. */
function endOfLine(bytes: Uint8Array, from: number, stop: number): number {
  let at = from
  while (at < stop && isPlainChar[bytes[at] as number] === 1) at++
  return at + 1 < stop && bytes[at] === CR ? at : -1
}

/** Of one caller: not to be held when the exchange is over. */
function isSecret(name: string): boolean {
  return name.length === 10 && name.toLowerCase() === 'set-cookie'
}
