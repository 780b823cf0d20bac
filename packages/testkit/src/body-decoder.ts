import type { HeaderList } from './header-list.ts'
import { type Framing, parseFields } from './http1-head.ts'

export interface BodySink {
  data(bytes: Buffer, at: number): void
  /** A chunk's size line; the last one has size 0. */
  chunk?(size: number, extension: string, at: number): void
}

type State = 'size' | 'data' | 'after-data' | 'trailers' | 'length' | 'close' | 'done' | 'broken'

const LINE_LIMIT = 65_536

/** Takes the bytes after a head and finds the body in them, strictly: the first fault ends it. */
export class BodyDecoder {
  readonly trailers: HeaderList = []
  problem: string | undefined
  #state: State
  #left = 0
  #line = ''
  readonly #trailerLines: string[] = []
  readonly #sink: BodySink

  constructor(framing: Framing, sink: BodySink) {
    this.#sink = sink
    if (framing.kind === 'length') this.#left = framing.length
    if (framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0)) this.#state = 'done'
    else this.#state = framing.kind === 'chunked' ? 'size' : framing.kind
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  get broken(): boolean {
    return this.#state === 'broken'
  }

  /** Returns the bytes that do not belong to this body. */
  push(bytes: Buffer, at: number): Buffer {
    let rest = bytes
    while (rest.length > 0 && this.#state !== 'done' && this.#state !== 'broken') rest = this.#step(rest, at)
    return rest
  }

  #step(bytes: Buffer, at: number): Buffer {
    if (this.#state === 'close') {
      this.#sink.data(bytes, at)
      return bytes.subarray(bytes.length)
    }
    if (this.#state === 'data' || this.#state === 'length') return this.#takeData(bytes, at)
    const lineFeed = bytes.indexOf(10)
    const taken = lineFeed < 0 ? bytes.length : lineFeed + 1
    this.#line += bytes.toString('latin1', 0, taken)
    if (lineFeed >= 0) this.#takeLine(at)
    else if (this.#line.length > LINE_LIMIT) this.#break('line without end in chunked body')
    return bytes.subarray(taken)
  }

  #takeData(bytes: Buffer, at: number): Buffer {
    const taken = Math.min(this.#left, bytes.length)
    this.#left -= taken
    this.#sink.data(bytes.subarray(0, taken), at)
    if (this.#left === 0) this.#state = this.#state === 'length' ? 'done' : 'after-data'
    return bytes.subarray(taken)
  }

  #takeLine(at: number): void {
    const line = this.#line
    this.#line = ''
    const text = line.slice(0, -2)
    if (!line.endsWith('\r\n')) this.#break('bare LF in chunked body')
    else if (this.#state === 'size') this.#takeSize(text, at)
    else if (this.#state === 'trailers') this.#takeTrailer(text)
    else if (text === '') this.#state = 'size'
    else this.#break('chunk longer than its size')
  }

  #takeSize(text: string, at: number): void {
    const match = /^([0-9a-f]{1,12})[ \t]*(;.*)?$/i.exec(text)
    if (match === null) {
      this.#break(`bad chunk size ${JSON.stringify(text.slice(0, 40))}`)
      return
    }
    this.#left = Number.parseInt(match[1] as string, 16)
    this.#sink.chunk?.(this.#left, match[2] ?? '', at)
    this.#state = this.#left === 0 ? 'trailers' : 'data'
  }

  #takeTrailer(text: string): void {
    if (text !== '') {
      this.#trailerLines.push(text)
      return
    }
    const problems: string[] = []
    this.trailers.push(...parseFields(this.#trailerLines, problems))
    this.problem = problems[0]
    this.#state = 'done'
  }

  #break(problem: string): void {
    this.problem = problem
    this.#state = 'broken'
  }
}
