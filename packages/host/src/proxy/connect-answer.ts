import { Reader } from '@strait/wire'
import { ProxyError } from './proxy-error.ts'

export type ConnectProgress =
  | { readonly kind: 'more' }
  /** The tunnel stands. `rest` came behind the head, and is of whoever is at the other end. */
  | { readonly kind: 'open'; readonly rest: Uint8Array }
  | { readonly kind: 'failed'; readonly error: ProxyError }

/** Bytes of a head that a proxy has reason to send. */
const HEAD_MAX = 16 * 1024
const MORE = { kind: 'more' } as const

/** Reads what a proxy answers to CONNECT, cut anywhere (RFC 9110 9.3.6). */
export class ConnectAnswer {
  #status: number | undefined
  readonly #reader = new Reader({
    interim: () => {},
    head: ({ status }) => {
      this.#status = status
    },
    data: () => {},
    end: () => {},
  })

  constructor() {
    this.#reader.begin('CONNECT', HEAD_MAX)
  }

  feed(bytes: Uint8Array): ConnectProgress {
    // Byte by byte, and that once for each connection: where the head ends the tunnel begins.
    for (let i = 0; i < bytes.length; i++) {
      const problem = this.#reader.feed(bytes.subarray(i, i + 1))
      if (problem !== undefined) return failed(new ProxyError('broken', problem.code, new Error(problem.detail)))
      if (this.#status !== undefined) return judge(this.#status, bytes.subarray(i + 1))
    }
    return MORE
  }
}

function judge(status: number, rest: Uint8Array): ConnectProgress {
  if (status < 300) return { kind: 'open', rest }
  return failed(new ProxyError(status === 407 ? 'unauthorized' : 'refused', `status ${status}`))
}

function failed(error: ProxyError): ConnectProgress {
  return { kind: 'failed', error }
}
