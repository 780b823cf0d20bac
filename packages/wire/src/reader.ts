import { ChunkedBody } from './chunked-body.ts'
import { Head } from './head.ts'
import { KnownLines } from './known-lines.ts'
import { Lines } from './lines.ts'
import { malformed, type ReaderError, tooLarge } from './reader-error.ts'
import type { ResponseHead } from './response-head.ts'

export interface ReaderSink {
  /** Any 1xx but 101, asked for or not. A 101 that was asked for is a head, whose body is all that follows. */
  interim(status: number, headers: readonly string[]): void
  head(head: ResponseHead): void
  /** A view of what was fed, never empty. */
  data(chunk: Uint8Array): void
  end(trailers: readonly string[]): void
}

type State = 'idle' | 'status' | 'fields' | 'length' | 'close' | 'chunked'

/** How many interim answers one request may bring. */
const INTERIM_MAX = 64
const LINES_MAX = 1000

const VERSION = 'HTTP/1.'
const none: readonly string[] = []

/**
 * Reads the answers of one connection, piece by piece, as strictly as RFC 9112 lets a client be: whatever could be
 * read in two ways is an error, and after an error nothing of the connection is believed any more.
 */
export class Reader {
  readonly #sink: ReaderSink
  readonly #known: KnownLines
  readonly #lines = new Lines()
  readonly #chunks = new ChunkedBody()
  #head = new Head()
  #state: State = 'idle'
  #method = ''
  #upgrade: string | undefined
  #maxHead = 0
  #maxLines = LINES_MAX
  #interims = 0
  /** An answer has ended in the bytes that are being read. */
  #ended = false
  /** Bytes that are still due of a body with a length. */
  #due = 0
  #error: ReaderError | undefined

  /** `known`: what other answers of the same upstream have taught. */
  constructor(sink: ReaderSink, known = new KnownLines()) {
    this.#sink = sink
    this.#known = known
  }

  /** No answer is due: before `begin()`, and after an answer is whole. */
  get idle(): boolean {
    return this.#state === 'idle'
  }

  /** An answer is due and not a byte of it has come. */
  get silent(): boolean {
    return this.#state === 'status' && this.#lines.bytes === 0 && this.#interims === 0
  }

  /** Arms it for the answer to one request. `upgrade`: the protocol that it asks to switch to. */
  begin(method: string, maxHead: number, maxLines = LINES_MAX, upgrade?: string): void {
    this.#method = method
    this.#upgrade = upgrade
    this.#maxHead = maxHead
    this.#maxLines = maxLines
    this.#interims = 0
    this.#expectHead()
  }

  /** The first error; from then on always that one, and the sink hears nothing more. */
  feed(bytes: Uint8Array): ReaderError | undefined {
    if (this.#error !== undefined) return this.#error
    this.#ended = false
    let at = 0
    while (at < bytes.length) {
      // Whoever hears the end may arm it again at once: these bytes are no answer to that request all the same.
      const next = this.#ended ? malformed(EXTRA) : this.#step(bytes, at)
      if (typeof next !== 'number') {
        this.#error = next
        this.#flush()
        return next
      }
      at = next
    }
    this.#flush()
    return undefined
  }

  /** The connection has ended. That is the end of a body without any other, and of nothing else. */
  finish(): ReaderError | undefined {
    if (this.#error !== undefined || this.#state === 'idle') return this.#error
    if (this.#state === 'close') {
      this.#end(none)
      return undefined
    }
    const inHead = this.#state === 'status' || this.#state === 'fields'
    const code = this.silent ? 'reset' : inHead ? 'cut_head' : 'cut_body'
    this.#error = { code, detail: 'the connection ended' }
    return this.#error
  }

  #step(bytes: Uint8Array, at: number): number | ReaderError {
    switch (this.#state) {
      case 'idle':
        return malformed(EXTRA)
      case 'status':
      case 'fields':
        return this.#readHead(bytes, at)
      case 'length':
        return this.#readLength(bytes, at)
      case 'close':
        this.#sink.data(at === 0 ? bytes : bytes.subarray(at))
        return bytes.length
      case 'chunked':
        return this.#readChunked(bytes, at)
      default:
        return this.#state satisfies never
    }
  }

  #expectHead(): void {
    this.#lines.begin()
    this.#head = new Head()
    this.#state = 'status'
  }

  #readHead(bytes: Uint8Array, at: number): number | ReaderError {
    const lines = this.#lines
    if (this.#state === 'status' && lines.bytes === 0) {
      const body = this.#known.read(bytes, at, this.#maxHead, this.#maxLines, this.#head)
      if (body >= 0) return this.#endHead(body)
      this.#head = new Head()
    }
    // What is no HTTP at all is told from its first bytes: it may never end a line.
    if (this.#state === 'status' && !this.#beginsWell(bytes, at)) return malformed(NO_STATUS)
    const wrong = lines.take(bytes, at, this.#maxHead)
    for (const line of lines.found) {
      const isStatus = this.#state === 'status'
      if (!isStatus && this.#head.headers.length >= 2 * this.#maxLines) return tooLarge(this.#maxHead)
      const problem = isStatus ? this.#head.statusLine(line) : this.#head.field(line)
      if (problem !== undefined) return malformed(problem)
      this.#state = 'fields'
    }
    if (wrong !== undefined) return malformed(wrong)
    if (lines.bytes > this.#maxHead) return tooLarge(this.#maxHead)
    if (lines.over) return this.#state === 'status' ? malformed(NO_STATUS) : this.#endHead(lines.next)
    return lines.next
  }

  #beginsWell(bytes: Uint8Array, at: number): boolean {
    const seen = this.#lines.bytes
    const stop = Math.min(VERSION.length, this.#maxHead + 1, seen + bytes.length - at)
    for (let i = seen; i < stop; i++) {
      if (bytes[at + i - seen] !== VERSION.charCodeAt(i)) return false
    }
    return true
  }

  /** `next`: where what follows the head begins. */
  #endHead(next: number): number | ReaderError {
    const head = this.#head.finish(this.#method)
    if (typeof head === 'string') return malformed(head)
    if (head.status === 101) return this.#switch(head) ?? next
    if (head.status < 200) {
      if (++this.#interims > INTERIM_MAX) return malformed('too many interim answers')
      this.#expectHead()
      this.#sink.interim(head.status, head.headers)
      return next
    }
    this.#beginBody(head)
    return next
  }

  /** RFC 9110 7.8: from here on the connection speaks what was asked for, and never HTTP again. */
  #switch(head: ResponseHead): ReaderError | undefined {
    const asked = this.#upgrade?.toLowerCase()
    if (asked === undefined || onlyValue(head.headers, 'upgrade')?.toLowerCase() !== asked) {
      return { code: 'unexpected_upgrade', detail: 'a switch to what nobody asked for' }
    }
    this.#beginBody({ ...head, framing: { kind: 'close' }, reusable: false })
    return undefined
  }

  #beginBody(head: ResponseHead): void {
    const { framing } = head
    this.#sink.head(head)
    switch (framing.kind) {
      case 'none':
        this.#end(none)
        break
      case 'length':
        this.#due = framing.length
        this.#state = 'length'
        break
      case 'chunked':
        this.#chunks.begin(this.#maxHead, this.#maxLines)
        this.#state = 'chunked'
        break
      case 'close':
        this.#state = 'close'
        break
      default:
        framing satisfies never
    }
  }

  #readLength(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#due)
    this.#due -= end - at
    this.#sink.data(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end))
    if (this.#due === 0) this.#end(none)
    return end
  }

  #readChunked(bytes: Uint8Array, at: number): number | ReaderError {
    const next = this.#chunks.step(bytes, at)
    if (this.#chunks.over) this.#end(this.#chunks.trailers)
    return next
  }

  #end(trailers: readonly string[]): void {
    this.#flush()
    this.#state = 'idle'
    this.#ended = true
    this.#sink.end(trailers)
  }

  #flush(): void {
    if (this.#state !== 'chunked') return
    for (const piece of this.#chunks.takePieces()) this.#sink.data(piece)
  }
}

/** Where there is one such line, and no more. */
function onlyValue(headers: readonly string[], name: string): string | undefined {
  let found: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() !== name) continue
    if (found !== undefined) return undefined
    found = headers[i + 1]
  }
  return found
}

const EXTRA = 'bytes after the end of the answer'
const NO_STATUS = 'no status line of HTTP/1.0 or HTTP/1.1'
