import { createHash, type Hash } from 'node:crypto'
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2'
import { until } from '@strait/testkit'

/** What came on one stream, as it comes. */
export interface Http2Answer {
  readonly stream: ClientHttp2Stream
  status: number | undefined
  /** Flat, as on the wire. */
  headers: readonly string[]
  trailers: readonly string[]
  interim: { status: number; headers: readonly string[] }[]
  text: string
  length: number
  hash: Hash
  /** It closed with END_STREAM; a reset stream or a lost connection has none. */
  readonly ended: boolean
  /** The code of RST_STREAM, 0 for none; 8 where the connection was lost. */
  readonly code: number | undefined
  readonly closed: Promise<Http2Answer>
  header(name: string): string[]
}

export interface Http2Request {
  readonly target: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
  /** The upload stays open. */
  readonly open?: boolean
}

/** Node's own client, which speaks HTTP/2 with prior knowledge as the AWS SDK does: it is the same one. */
export class Http2Client implements Disposable {
  readonly session: ClientHttp2Session
  goaway: number | undefined

  constructor(url: string, options: { readonly ca?: string } = {}) {
    this.session = connect(url, { maxSessionMemory: 1_000, maxSendHeaderBlockLength: 1 << 20, ...options })
    this.session.on('error', () => {})
    this.session.on('goaway', (code: number) => {
      this.goaway = code
    })
  }

  send({ target, method = 'GET', headers = {}, body, open = false }: Http2Request): Http2Answer {
    const all = { ':method': method, ':path': target, ...headers }
    const stream = this.session.request(all, { endStream: body === undefined && !open })
    const answer = answerOf(stream)
    if (body !== undefined) stream.write(body)
    if (body !== undefined && !open) stream.end()
    return answer
  }

  get(target: string): Promise<Http2Answer> {
    return this.send({ target }).closed
  }

  [Symbol.dispose](): void {
    this.session.destroy()
  }
}

function answerOf(stream: ClientHttp2Stream): Http2Answer {
  let whole = false
  const answer: Http2Answer = {
    stream,
    status: undefined,
    headers: [],
    trailers: [],
    interim: [],
    text: '',
    length: 0,
    hash: createHash('sha256'),
    get ended() {
      return stream.closed && whole && stream.rstCode === 0
    },
    get code() {
      return stream.rstCode
    },
    closed: new Promise((resolve) => stream.on('close', () => resolve(answer))),
    header(name) {
      return answer.headers.filter((_, i) => i % 2 === 1 && answer.headers[i - 1] === name)
    },
  }
  stream.on('response', (headers, _flags, raw: string[]) => {
    answer.status = headers[':status']
    answer.headers = raw
  })
  stream.on('headers', (headers, _flags, raw: string[]) => {
    answer.interim.push({ status: Number(headers[':status']), headers: raw })
  })
  stream.on('trailers', (_headers, _flags, raw: string[]) => {
    answer.trailers = raw
  })
  stream.on('data', (chunk: Buffer) => {
    answer.length += chunk.length
    answer.hash.update(chunk)
    if (answer.text.length < 10_000) answer.text += chunk.toString('latin1')
  })
  stream.on('end', () => {
    whole = true
  })
  // Seen as `code`.
  stream.on('error', () => {})
  return answer
}

/** Waits until the body so far holds the text. */
export async function untilText(answer: Http2Answer, text: string): Promise<void> {
  await until(() => answer.text.includes(text), { what: () => `${text}; came: ${answer.status} ${answer.text}` })
}
