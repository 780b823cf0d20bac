import { BodyDecoder } from './body-decoder.ts'
import { ByteLog } from './byte-log.ts'
import type { ByteReader } from './byte-reader.ts'
import { type HeaderList, headerValues } from './header-list.ts'
import { type Framing, framingOf } from './http1-head.ts'
import type { ResponseHead } from './response-head.ts'
import { until } from './wait.ts'

export interface ArrivedChunk {
  at: number
  size: number
  extension: string
}

/** A response as it arrives. Everything but the head grows until `done`. Times are `performance.now()`. */
export class IncomingResponse {
  readonly head: ResponseHead
  /** 1xx heads that came before, in order. */
  readonly interim: readonly ResponseHead[]
  readonly framing: Framing
  /** What the sender did against RFC 9110 and RFC 9112, in the head as in the body. */
  readonly problems: string[]
  /** The body without framing; `.pieces` with their arrival times, `.length`, `.sha256()`. */
  readonly content: ByteLog
  /** The body with its chunk framing. */
  readonly rawBody: ByteLog
  readonly chunks: ArrivedChunk[] = []
  /** True only when the transfer ended as its framing says (for a body until close: by FIN). */
  complete = false
  /** How the connection stood when the transfer ended. */
  ended: 'open' | 'fin' | 'reset' | 'us' = 'open'
  endAt: number | undefined
  /** Resolves with this response when no more of it will come; rejects when nothing comes in time. */
  readonly done: Promise<this>
  readonly #decoder: BodyDecoder

  constructor(
    reader: ByteReader,
    head: ResponseHead,
    interim: readonly ResponseHead[],
    options: { method: string; timeoutMs: number; keepBytes: number },
  ) {
    this.head = head
    this.interim = interim
    this.problems = [...head.problems]
    this.framing = framingOfResponse(head, options.method, this.problems)
    this.content = new ByteLog(options.keepBytes)
    this.rawBody = new ByteLog(options.keepBytes)
    this.#decoder = new BodyDecoder(this.framing, {
      data: (bytes, at) => this.content.add(bytes, at),
      chunk: (size, extension, at) => this.chunks.push({ at, size, extension }),
    })
    this.done = this.#pump(reader, options.timeoutMs)
    this.done.catch(() => {})
  }

  get status(): number {
    return this.head.status
  }

  get reason(): string {
    return this.head.reason
  }

  get headers(): HeaderList {
    return this.head.headers
  }

  get trailers(): HeaderList {
    return this.#decoder.trailers
  }

  /** The body as far as it came. */
  get body(): Buffer {
    return this.content.bytes()
  }

  /** Head and body exactly as they stood on the wire. */
  get raw(): Buffer {
    return Buffer.concat([this.head.raw, this.rawBody.bytes()])
  }

  header(name: string): string | undefined {
    return headerValues(this.headers, name)[0]
  }

  headerAll(name: string): string[] {
    return headerValues(this.headers, name)
  }

  text(): string {
    return this.body.toString('utf8')
  }

  json(): unknown {
    return JSON.parse(this.text())
  }

  /** Waits until the body holds `text`; fails when the response ends without it. */
  async waitForText(text: string, timeoutMs = 5_000): Promise<void> {
    await this.#waitFor(() => this.body.includes(text), `${JSON.stringify(text)} in the body`, timeoutMs)
  }

  async waitForBytes(count: number, timeoutMs = 5_000): Promise<void> {
    await this.#waitFor(() => this.content.length >= count, `${count} body bytes`, timeoutMs)
  }

  async #waitFor(met: () => boolean, what: string, timeoutMs: number): Promise<void> {
    const report = () => `${what}; ${this.content.length} bytes came`
    await until(() => met() || this.endAt !== undefined, { timeoutMs, what: report })
    if (!met()) throw new Error(`the response ended (${this.ended}) before ${report()}`)
  }

  async #pump(reader: ByteReader, timeoutMs: number): Promise<this> {
    while (!this.#decoder.done && !this.#decoder.broken) {
      const piece = await reader.some(timeoutMs)
      if (piece === undefined) break
      const rest = this.#decoder.push(piece.bytes, piece.at)
      this.rawBody.add(piece.bytes.subarray(0, piece.bytes.length - rest.length), piece.at)
      reader.unshift(rest, piece.at)
    }
    if (this.#decoder.problem !== undefined) this.problems.push(this.#decoder.problem)
    this.ended = reader.closedBy ?? 'open'
    const byClose = this.framing.kind === 'close' && reader.closedBy === 'fin'
    this.complete = this.#decoder.done || byClose
    this.endAt = performance.now()
    return this
  }
}

/** RFC 9112 6.3: no body for HEAD, 204 and 304, whatever the headers say. */
function framingOfResponse(head: ResponseHead, method: string, problems: string[]): Framing {
  const framing = framingOf(head.headers, { kind: 'close' }, problems)
  if (head.status === 204 && framing.kind !== 'close') problems.push('204 with a length')
  if (head.version === 'HTTP/1.0' && framing.kind === 'chunked') problems.push('chunked in HTTP/1.0')
  const bodiless = method === 'HEAD' || head.status === 204 || head.status === 304 || head.status === 101
  return bodiless ? { kind: 'none' } : framing
}
