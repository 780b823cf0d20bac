import { type HeaderList, headerValues } from './header-list.ts'
import { parseHead } from './http1-head.ts'

export interface ResponseHead {
  raw: Buffer
  /** When its last byte came. */
  at: number
  statusLine: string
  version: string
  status: number
  reason: string
  headers: HeaderList
  problems: string[]
  header(name: string): string | undefined
}

/** Strict about the status line (RFC 9112 4): what is none is an error, and its bytes are in the message. */
export function parseResponseHead(raw: Buffer, at: number): ResponseHead {
  const { startLine, headers, problems } = parseHead(raw)
  const match = /^(HTTP\/1\.[01]) (\d{3}) (.*)$/s.exec(startLine)
  if (match === null) throw new Error(`not a status line: ${JSON.stringify(startLine.slice(0, 200))}`)
  const [, version = '', status = '', reason = ''] = match
  const header = (name: string) => headerValues(headers, name)[0]
  return { raw, at, statusLine: startLine, version, status: Number(status), reason, headers, problems, header }
}
