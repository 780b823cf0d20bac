import { isLineChar, isTargetChar, isToken, isTokenChar } from './characters.ts'
import type { WireRequest } from './exchange.ts'
import { continueWait } from './expectation.ts'
import { writeLatin1 } from './latin1.ts'

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
  const detail = problemOf(request, asks)
  if (detail !== undefined) return { kind: 'refused', detail }
  const head = headOf(request, asks)
  const { body } = request
  const together = body.kind === 'bytes' && !asks && body.bytes.length <= TOGETHER_MAX ? body.bytes : undefined
  const bytes = new Uint8Array(head.length + (together?.length ?? 0))
  const end = writeLatin1(head, bytes, 0)
  if (together !== undefined) bytes.set(together, end)
  return { kind: 'ok', bytes, rest: body.kind === 'bytes' && together === undefined ? body.bytes : undefined }
}

function headOf({ method, target, origin, headers, body, upgrade }: WireRequest, asks: boolean): string {
  let head = `${method} ${target} HTTP/1.1\r\nhost: ${origin.hostHeader}\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  if (upgrade !== undefined) head += `connection: Upgrade\r\nupgrade: ${upgrade}\r\n`
  return `${head}${asks ? 'expect: 100-continue\r\n' : ''}${framingOf(body)}\r\n`
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

function problemOf({ method, target, origin, headers, upgrade }: WireRequest, asks: boolean): string | undefined {
  if (!isToken(method) || method === 'CONNECT') return 'the method is none that can be sent'
  if (!holds(isTargetChar, target) || target === '') return 'the target holds characters that none may hold'
  if (!holds(isTargetChar, origin.hostHeader)) return 'the host holds characters that none may hold'
  if (upgrade !== undefined && !isToken(upgrade)) return 'the protocol to switch to is none'
  if (headers.length % 2 !== 0) return 'a header without a value'
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name === '' || !holds(isTokenChar, name)) return 'a header name holds characters that none may hold'
    if (!holds(isLineChar, headers[i + 1] as string)) return 'a header value holds characters that none may hold'
    if (isOurs(name) || (asks && name.toLowerCase() === 'expect')) return 'a header that the writer sets'
  }
  return undefined
}

/** Told by their lengths first. */
function isOurs(name: string): boolean {
  const { length } = name
  return (length === 4 || length === 14 || length === 17) && OURS.has(name.toLowerCase())
}

/** Chars above 0xff are no bytes at all: the table has no entry for them. */
function holds(table: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (table[text.charCodeAt(i)] !== 1) return false
  return true
}

const LAST = ascii('0\r\n\r\n')
const CRLF = ascii('\r\n')

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
