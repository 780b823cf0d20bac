import { type HeaderList, headerValues } from './header-list.ts'

export interface ParsedHead {
  startLine: string
  headers: HeaderList
  /** What RFC 9112 forbids and the sender did all the same. */
  problems: string[]
}

export type Framing = { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'close' }

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Reads a head that ends in CRLF CRLF, as latin-1; faults are listed, never mended. */
export function parseHead(raw: Buffer): ParsedHead {
  const text = raw.toString('latin1').slice(0, -4)
  const problems: string[] = []
  if (/(?<!\r)\n/.test(text)) problems.push('bare LF in head')
  if (/\r(?!\n)/.test(text)) problems.push('bare CR in head')
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) problems.push('control byte in head')
  const [startLine = '', ...lines] = text.split('\r\n')
  return { startLine, headers: parseFields(lines, problems), problems }
}

/** Header or trailer lines without their CRLF. */
export function parseFields(lines: readonly string[], problems: string[]): HeaderList {
  const headers: HeaderList = []
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      problems.push('folded header line')
      continue
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    if (colon < 0) problems.push('header line without colon')
    else if (!TOKEN.test(name)) problems.push(`bad header name ${JSON.stringify(name)}`)
    headers.push([name, colon < 0 ? '' : line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')])
  }
  return headers
}

/** RFC 9112 6.3; `absent` is what holds when no header speaks of a length. */
export function framingOf(headers: HeaderList, absent: Framing, problems: string[]): Framing {
  const codings = headerValues(headers, 'transfer-encoding')
  const lengths = headerValues(headers, 'content-length')
  if (codings.length > 0 && lengths.length > 0) problems.push('both transfer-encoding and content-length')
  if (lengths.length > 1) problems.push('content-length more than once')
  if (codings.length > 0) {
    if (codings.join(',').trim().toLowerCase() !== 'chunked') problems.push(`transfer-encoding ${codings.join(',')}`)
    return /(^|,)\s*chunked\s*$/i.test(codings.join(',')) ? { kind: 'chunked' } : { kind: 'close' }
  }
  const [length] = lengths
  if (length === undefined) return absent
  if (!/^\d+$/.test(length)) problems.push(`content-length ${JSON.stringify(length)}`)
  return { kind: 'length', length: Math.max(0, Number.parseInt(length, 10) || 0) }
}
