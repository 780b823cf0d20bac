import { Fields } from '@strait/core'

export interface Http2Head {
  readonly method: string
  /** The raw request target. */
  readonly target: string
  readonly fields: Fields
}

/** A request's head as HTTP/1.1 has it: the pseudo headers in their places, the other lines as they came. */
export function http2Head(rawHeaders: readonly string[]): Http2Head {
  let method = 'GET'
  let path: string | undefined
  let authority: string | undefined
  const lines: string[] = []
  const cookies: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    const value = rawHeaders[i + 1] as string
    if (name === ':method') method = value
    else if (name === ':path') path = value
    else if (name === ':authority') authority = value
    else if (name === 'cookie') cookies.push(value)
    else if (!name.startsWith(':')) lines.push(name, value)
  }
  // RFC 9113 8.2.3: HTTP/2 may take cookies apart, HTTP/1.1 has one line of them.
  if (cookies.length > 0) lines.push('cookie', cookies.join('; '))
  return { method, target: path ?? authority ?? '/', fields: new Fields(withHost(lines, authority)) }
}

/** RFC 9113 8.3.1: `:authority` is the host. A host line beside it that says the same is one too many; another is refused. */
function withHost(lines: readonly string[], authority: string | undefined): readonly string[] {
  if (authority === undefined) return lines
  const kept: string[] = ['host', authority]
  for (let i = 0; i < lines.length; i += 2) {
    const [name, value] = [lines[i] as string, lines[i + 1] as string]
    if (name !== 'host' || value.toLowerCase() !== authority.toLowerCase()) kept.push(name, value)
  }
  return kept
}
