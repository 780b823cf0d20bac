/** What a stream of HTTP/1.1 messages says, in order. */
export interface MessageHandler {
  /** The start line and all header lines, as one text without the closing empty line. */
  head(text: string): void
  body(chunk: Buffer): void
  end(): void
}

type State = 'head' | 'fixed' | 'size' | 'chunk' | 'after chunk' | 'trailers'

const NOTHING = Buffer.alloc(0)

/**
 * Reads messages from one connection, cut anywhere. As little as a load generator needs: messages that end by
 * content-length or chunks; one that ends with its connection is an error.
 */
export class Http1Reader {
  readonly #handler: MessageHandler
  readonly #requests: boolean
  #state: State = 'head'
  #left = 0
  #rest: Buffer = NOTHING

  constructor(kind: 'requests' | 'answers', handler: MessageHandler) {
    this.#requests = kind === 'requests'
    this.#handler = handler
  }

  push(data: Buffer): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    let at = 0
    while (at < bytes.length) {
      const next = this.#step(bytes, at)
      if (next === undefined) break
      at = next
    }
    this.#rest = at === bytes.length ? NOTHING : bytes.subarray(at)
  }

  /** Where reading goes on; undefined where more bytes are needed first. */
  #step(bytes: Buffer, at: number): number | undefined {
    switch (this.#state) {
      case 'head':
        return this.#head(bytes, at)
      case 'fixed':
      case 'chunk':
        return this.#data(bytes, at)
      case 'size':
      case 'after chunk':
      case 'trailers':
        return this.#line(bytes, at)
      default:
        return this.#state satisfies never
    }
  }

  #head(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) return undefined
    const text = bytes.toString('latin1', at, end)
    this.#handler.head(text)
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) this.#state = 'size'
    else if (length === undefined && !this.#requests) throw new Error('an answer without length')
    else if (length === undefined || length === '0') this.#handler.end()
    else {
      this.#left = Number(length)
      this.#state = 'fixed'
    }
    return end + 4
  }

  #data(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left)
    this.#left -= end - at
    this.#handler.body(bytes.subarray(at, end))
    if (this.#left > 0) return end
    if (this.#state === 'chunk') this.#state = 'after chunk'
    else this.#over()
    return end
  }

  #line(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return undefined
    if (this.#state === 'after chunk') this.#state = 'size'
    else if (this.#state === 'trailers') {
      if (end === at) this.#over()
    } else {
      this.#left = Number.parseInt(bytes.toString('latin1', at, end), 16)
      if (Number.isNaN(this.#left)) throw new Error('a bad chunk')
      this.#state = this.#left === 0 ? 'trailers' : 'chunk'
    }
    return end + 2
  }

  #over(): void {
    this.#state = 'head'
    this.#handler.end()
  }
}
