import { COLON, isBlank, isTokenChar } from './characters.ts'
import type { Framing, ResponseHead } from './response-head.ts'

/** Digits of a length; more could not be counted exactly. */
const LENGTH = /^[0-9]{1,15}$/
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9][0-9])(?: (.*))?$/

/**
 * The head of one answer, or its trailers, line by line. A line that breaks the rules is told in words, and then
 * nothing of the connection can be trusted any more.
 */
export class Head {
  version: '1.0' | '1.1' = '1.1'
  status = 0
  reason = ''
  headers: string[] = []
  #length: string | undefined
  #coding: string | undefined
  #close = false
  #keep = false
  #keepAlive: number | undefined

  statusLine(line: string): string | undefined {
    const parts = STATUS_LINE.exec(line)
    if (parts === null) return 'no status line of HTTP/1.0 or HTTP/1.1'
    this.version = parts[1] === '1' ? '1.1' : '1.0'
    this.status = Number(parts[2])
    const reason = parts[3] ?? ''
    this.reason = trimmed(reason, 0, reason.length)
    return undefined
  }

  /** A field line without its CRLF. */
  field(line: string): string | undefined {
    const problem = this.trailer(line)
    if (problem !== undefined) return problem
    const { headers } = this
    return this.note(headers[headers.length - 2] as string, headers[headers.length - 1] as string)
  }

  /** A field line that says nothing of the message's framing. */
  trailer(line: string): string | undefined {
    let colon = 0
    while (isTokenChar[line.charCodeAt(colon)] === 1) colon++
    if (colon === 0) {
      return isBlank(line.charCodeAt(0)) ? 'a folded header line (obs-fold)' : 'a header line without a name'
    }
    if (line.charCodeAt(colon) !== COLON) return 'a header name with characters that no name may hold'
    this.headers.push(line.slice(0, colon), trimmed(line, colon + 1, line.length))
    return undefined
  }

  /** What the fields mean for the message's end and for the connection. */
  finish(method: string): ResponseHead | string {
    const framing = this.#framing(method)
    if (typeof framing === 'string') return framing
    const { version, status, reason, headers } = this
    const stays = version === '1.1' ? !this.#close : this.#keep && !this.#close
    const reusable = stays && framing.kind !== 'close'
    return { version, status, reason, headers, framing, reusable, keepAlive: this.#keepAlive }
  }

  /** What a field says of the message's end and of the connection. Lengths are told apart first: few names have these. */
  note(name: string, value: string): string | undefined {
    switch (name.length) {
      case 10: {
        const lower = name.toLowerCase()
        if (lower === 'connection') this.#connection(value.toLowerCase())
        else if (lower === 'keep-alive') this.#keepAlive = timeoutOf(value) ?? this.#keepAlive
        return undefined
      }
      case 14:
        if (name.toLowerCase() !== 'content-length') return undefined
        if (this.#length !== undefined) return 'more than one content-length'
        if (!LENGTH.test(value)) return 'a content-length that is no plain number'
        this.#length = value
        return undefined
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') return undefined
        if (this.#coding !== undefined) return 'more than one transfer-encoding'
        if (value.toLowerCase() !== 'chunked') return 'a transfer-encoding other than chunked'
        this.#coding = value
        return undefined
      default:
        return undefined
    }
  }

  #connection(value: string): void {
    if (value === 'keep-alive') this.#keep = true
    else if (value === 'close') this.#close = true
    else {
      const members = value.split(',').map((member) => trimmed(member, 0, member.length))
      if (members.includes('close')) this.#close = true
      if (members.includes('keep-alive')) this.#keep = true
    }
  }

  /** RFC 9112 6.3. */
  #framing(method: string): Framing | string {
    const { status } = this
    const length = this.#length
    if (this.#coding !== undefined) {
      if (length !== undefined) return 'content-length beside transfer-encoding'
      if (this.version === '1.0') return 'transfer-encoding in HTTP/1.0'
    }
    if (status < 200) {
      return length === undefined && this.#coding === undefined ? NONE : 'an interim answer that announces a body'
    }
    if (method === 'HEAD' || status === 204 || status === 304) return NONE
    if (method === 'CONNECT' && status < 300) return NONE
    if (this.#coding !== undefined) return CHUNKED
    if (length === undefined) return CLOSE
    const bytes = Number(length)
    return bytes === 0 ? NONE : { kind: 'length', length: bytes }
  }
}

const NONE: Framing = { kind: 'none' }
const CHUNKED: Framing = { kind: 'chunked' }
const CLOSE: Framing = { kind: 'close' }

/** Without the blanks around it. `trim()` takes more than HTTP calls blank: 0xa0, for one. */
function trimmed(line: string, begin: number, end: number): string {
  let from = begin
  let to = end
  while (from < to && isBlank(line.charCodeAt(from))) from++
  while (to > from && isBlank(line.charCodeAt(to - 1))) to--
  return line.slice(from, to)
}

function timeoutOf(value: string): number | undefined {
  const seconds = /(?:^|[,;\s])timeout\s*=\s*"?([0-9]{1,6})\b/i.exec(value)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
