import { COLON, CR, isLineChar, isTargetChar, isToken, isTokenChar, LF, SP } from './characters.ts'
import type { WireRequest } from './exchange.ts'
import { continueWait } from './expectation.ts'
import { writeLatin1 } from './latin1.ts'
import { room } from './room.ts'

/** A body up to this size goes out in one piece with its head. */
const TOGETHER_MAX = 16 * 1024

export type Written =
  /** The head, with the body behind it where that is small and need not wait. `rest` follows it. */
  | { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly rest: Uint8Array | undefined }
  /** What would split the message, or make another of it. */
  | { readonly kind: 'refused'; readonly detail: string }

/** The request as bytes: the lines as given, in order and spelling; `host` first, framing last. */
export function writeRequest(request: WireRequest): Written {
  const asks = continueWait(request) > 0
  const { method, target, origin, headers, body, upgrade } = request
  if (!isToken(method) || method === 'CONNECT') return refused('the method is none that can be sent')
  if (upgrade !== undefined && !isToken(upgrade)) return refused('the protocol to switch to is none')
  if (headers.length % 2 !== 0) return refused('a header without a value')
  const switches = upgrade === undefined ? '' : `connection: Upgrade\r\nupgrade: ${upgrade}\r\n`
  const last = `${switches}${asks ? 'expect: 100-continue\r\n' : ''}${framingOf(body)}\r\n`
  const together = body.kind === 'bytes' && !asks && body.bytes.length <= TOGETHER_MAX ? body.bytes : undefined
  const line = method.length + target.length + origin.hostHeader.length + AROUND
  const bytes = room(line + lengthOf(headers) + last.length + (together?.length ?? 0))

  // Checked and written in one go, char by char: a look at each is needed in any case.
  let at = put(`${method} `, isLineChar, bytes, 0)
  at = put(target, isTargetChar, bytes, at)
  if (at < 0 || target === '') return refused('the target holds characters that none may hold')
  at = copy(HOST, bytes, at)
  at = put(origin.hostHeader, isTargetChar, bytes, at)
  if (at < 0) return refused('the host holds characters that none may hold')
  at = copy(CRLF, bytes, at)
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (isOurs(name) || (asks && name.toLowerCase() === 'expect')) return refused('a header that the writer sets')
    at = put(name, isTokenChar, bytes, at)
    if (at < 0 || name === '') return refused('a header name holds characters that none may hold')
    bytes[at++] = COLON
    bytes[at++] = SP
    at = put(headers[i + 1] as string, isLineChar, bytes, at)
    if (at < 0) return refused('a header value holds characters that none may hold')
    bytes[at++] = CR
    bytes[at++] = LF
  }
  at = writeLatin1(last, bytes, at)
  if (together !== undefined) bytes.set(together, at)
  return { kind: 'ok', bytes, rest: body.kind === 'bytes' && together === undefined ? body.bytes : undefined }
}

function refused(detail: string): Written {
  return { kind: 'refused', detail }
}

/** With what stands between and behind names and values. */
function lengthOf(headers: readonly string[]): number {
  let length = 2 * headers.length
  for (const text of headers) length += text.length
  return length
}

/** Where the text ends in `bytes`; -1 where it holds what the table does not. Chars above 0xff are no bytes at all. */
function put(text: string, table: Uint8Array, bytes: Uint8Array, at: number): number {
  const { length } = text
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (table[code] !== 1) return -1
    bytes[at + i] = code
  }
  return at + length
}

function copy(part: Uint8Array, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < part.length; i++) bytes[at + i] = part[i] as number
  return at + part.length
}

function framingOf(body: WireRequest['body']): string {
  switch (body.kind) {
    case 'none':
      return ''
    case 'empty':
      return 'content-length: 0\r\n'
    case 'bytes':
      return `content-length: ${body.bytes.length}\r\n`
    case 'stream':
      return body.length === undefined ? 'transfer-encoding: chunked\r\n' : `content-length: ${body.length}\r\n`
    default:
      return body satisfies never
  }
}

/** Names that frame the message or name its host: written from what the caller says of them elsewhere. */
const OURS: ReadonlySet<string> = new Set(['host', 'content-length', 'transfer-encoding'])

/** Told by their lengths first. */
function isOurs(name: string): boolean {
  const { length } = name
  return (length === 4 || length === 14 || length === 17) && OURS.has(name.toLowerCase())
}

const LAST = ascii('0\r\n\r\n')
const CRLF = ascii('\r\n')
const HOST = ascii(' HTTP/1.1\r\nhost: ')
/** What stands around method, target and host. */
const AROUND = ' '.length + HOST.length + CRLF.length

/** One chunk with its framing (RFC 9112 7.1). An empty one would end the body, so there is none. */
export function writeChunk(chunk: Uint8Array): Uint8Array {
  const size = `${chunk.length.toString(16)}\r\n`
  const bytes = new Uint8Array(size.length + chunk.length + 2)
  const at = writeLatin1(size, bytes, 0)
  bytes.set(chunk, at)
  bytes.set(CRLF, at + chunk.length)
  return bytes
}

/** What stands in front of a chunk. */
export function chunkSize(length: number): Uint8Array {
  return ascii(`${length.toString(16)}\r\n`)
}

export function chunkEnd(): Uint8Array {
  return CRLF.slice()
}

export function lastChunk(): Uint8Array {
  return LAST.slice()
}

function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  writeLatin1(text, bytes, 0)
  return bytes
}
