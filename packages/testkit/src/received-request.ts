import { BodyDecoder } from './body-decoder.ts'
import { ByteLog } from './byte-log.ts'
import { type HeaderList, headerValues } from './header-list.ts'
import { type Framing, framingOf, parseHead } from './http1-head.ts'
import type { Departure, UpstreamConnection } from './upstream-connection.ts'
import { deferred } from './wait.ts'

/** `cut`: the connection went before the body was whole; `broken`: the body's framing was wrong. */
export type RequestState = 'reading' | 'complete' | 'cut' | 'broken'

/** One request as the upstream saw it. Times are `performance.now()`. */
export class ReceivedRequest {
  readonly connection: UpstreamConnection
  readonly rawHead: Buffer
  readonly requestLine: string
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: HeaderList
  readonly framing: Framing
  /** What the sender did against RFC 9112. */
  readonly problems: string[]
  readonly headAt: number
  /** The body itself; `.length`, `.sha256()`, `.firstAt`, `.pieces` with their times. */
  readonly content: ByteLog
  /** The body with its chunk framing. */
  readonly rawBody: ByteLog
  readonly chunkSizes: number[] = []
  state: RequestState = 'reading'
  endAt: number | undefined
  /** When the scripted answer was finished. */
  replyEndedAt: number | undefined
  readonly #decoder: BodyDecoder
  readonly #whole = deferred<Buffer>()
  readonly #listeners: ((bytes: Buffer) => void)[] = []

  constructor(connection: UpstreamConnection, rawHead: Buffer, at: number, keepBytes: number) {
    const { startLine, headers, problems } = parseHead(rawHead)
    const match = /^(\S+) (\S+) (HTTP\/\d\.\d)$/.exec(startLine)
    if (match === null) problems.push(`request line ${JSON.stringify(startLine.slice(0, 80))}`)
    this.connection = connection
    this.rawHead = rawHead
    this.headAt = at
    this.requestLine = startLine
    this.method = match?.[1] ?? ''
    this.target = match?.[2] ?? ''
    this.version = match?.[3] ?? ''
    this.headers = headers
    this.problems = problems
    this.framing = framingOf(headers, { kind: 'none' }, problems)
    this.content = new ByteLog(keepBytes)
    this.rawBody = new ByteLog(keepBytes)
    this.#decoder = new BodyDecoder(this.framing, {
      data: (bytes, when) => this.#take(bytes, when),
      chunk: (size) => this.chunkSizes.push(size),
    })
    // Not every script waits for the body; one that does gets the rejection all the same.
    this.#whole.promise.catch(() => {})
    this.#settle(at)
  }

  /** The whole body; rejects when it never becomes whole. */
  get body(): Promise<Buffer> {
    return this.#whole.promise
  }

  get trailers(): HeaderList {
    return this.#decoder.trailers
  }

  get path(): string {
    return this.target.split('?', 1)[0] as string
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.target.slice(this.path.length))
  }

  /** How and when the client went away, if it did. */
  get left(): Departure | undefined {
    return this.connection.left
  }

  /** True when the client went away before the scripted answer was finished. */
  get abandoned(): boolean {
    return this.left !== undefined && !(this.replyEndedAt !== undefined && this.replyEndedAt <= this.left.at)
  }

  header(name: string): string | undefined {
    return headerValues(this.headers, name)[0]
  }

  headerAll(name: string): string[] {
    return headerValues(this.headers, name)
  }

  /** Hears every piece of the body, those that already came included. */
  onData(listener: (bytes: Buffer) => void): void {
    for (const piece of this.content.pieces) listener(piece.bytes)
    this.#listeners.push(listener)
  }

  /** For the connection: takes what belongs to this body and returns the rest. */
  feed(bytes: Buffer, at: number): Buffer {
    const rest = this.#decoder.push(bytes, at)
    this.rawBody.add(bytes.subarray(0, bytes.length - rest.length), at)
    this.#settle(at)
    return rest
  }

  /** For the connection: no more will come. */
  cut(at: number): void {
    if (this.state !== 'reading') return
    this.state = 'cut'
    this.endAt = at
    this.#whole.reject(new Error(`the connection ended after ${this.content.length} body bytes`))
  }

  #take(bytes: Buffer, at: number): void {
    this.content.add(bytes, at)
    for (const listener of this.#listeners) listener(bytes)
  }

  #settle(at: number): void {
    const { problem, done, broken } = this.#decoder
    if (!done && !broken) return
    if (problem !== undefined) this.problems.push(problem)
    this.state = broken ? 'broken' : 'complete'
    this.endAt = at
    if (done) this.#whole.resolve(this.content.bytes())
    else this.#whole.reject(new Error(problem))
  }
}
