import { toBytes } from './byte-log.ts'
import { type HeaderInput, headerLines, headerList, headerValues } from './header-list.ts'

export interface RequestOptions {
  method?: string
  target?: string
  httpVersion?: '1.0' | '1.1'
  /** Sent as they stand, in this order. `host` and the body's length are added only where none is given. */
  headers?: HeaderInput
  /** Several parts are written one by one; as chunks when `chunked`. */
  body?: string | Uint8Array | readonly (string | Uint8Array)[]
  chunked?: boolean
  trailers?: HeaderInput
  /** Adds nothing at all: no `host`, no length. */
  bare?: boolean
}

const CRLF = Buffer.from('\r\n')

/** The bytes of a request: the head, then each part of the body. Strings are latin-1. */
export function requestBytes(options: RequestOptions, host: string): Buffer[] {
  const { method = 'GET', target = '/', httpVersion = '1.1', chunked = false, body } = options
  const parts = body === undefined ? [] : isPart(body) ? [toBytes(body)] : body.map(toBytes)
  const lines = headerList(options.headers)
  const has = (name: string) => headerValues(lines, name).length > 0
  if (!options.bare) {
    if (!has('host')) lines.unshift(['Host', host])
    if (chunked && !has('transfer-encoding')) lines.push(['Transfer-Encoding', 'chunked'])
    if (!chunked && body !== undefined && !has('content-length') && !has('transfer-encoding')) {
      lines.push(['Content-Length', `${parts.reduce((sum, part) => sum + part.length, 0)}`])
    }
  }
  const head = toBytes(`${method} ${target} HTTP/${httpVersion}\r\n${headerLines(lines)}\r\n`)
  return chunked ? [head, ...parts.map(chunkBytes), lastChunk(options.trailers)] : [head, ...parts]
}

export function chunkBytes(data: string | Uint8Array): Buffer {
  const bytes = toBytes(data)
  return Buffer.concat([toBytes(bytes.length.toString(16)), CRLF, bytes, CRLF])
}

export function lastChunk(trailers: HeaderInput = []): Buffer {
  return toBytes(`0\r\n${headerLines(headerList(trailers))}\r\n`)
}

function isPart(body: string | Uint8Array | readonly unknown[]): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array
}
