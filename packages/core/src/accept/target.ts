import { hasDotSegment } from '../web/dot-segments.ts'
import { parseHost } from '../web/host.ts'

/** Path and query as the client wrote them: matching and forwarding look at these same strings. */
export type Target = {
  readonly kind: 'ok'
  /** Begins with a slash. */
  readonly path: string
  /** With its `?`, or empty where none was written. */
  readonly query: string
  /** From the absolute form (`GET http://host/path`); it has to agree with the Host field. */
  readonly authority?: string
}

export type RefusedTarget = {
  readonly kind: 'refused'
  readonly code: 'bad_target' | 'dot_segments' | 'target_not_ascii'
  readonly detail: string
}

const SLASH = 0x2f
const QUESTION = 0x3f
const PERCENT = 0x25
const BACKSLASH = 0x5c
const DOT = 0x2e
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i

/** Reads a request target (RFC 9112 3.2) as the server handed it over. Changes no byte; refuses what could mislead. */
export function readTarget(raw: string): Target | RefusedTarget {
  if (raw.charCodeAt(0) === SLASH) return readOrigin(raw, undefined)
  if (raw === '*') return refused('bad_target', 'OPTIONS * asks about this server, not about a path; name a path.')
  const absolute = ABSOLUTE.exec(raw)
  if (absolute === null) {
    return refused('bad_target', 'The request target has to be a path that begins with a slash, or an http(s) URL.')
  }
  const authority = absolute[1] as string
  const rest = raw.slice(absolute[0].length)
  const read = readOrigin(rest.charCodeAt(0) === SLASH ? rest : `/${rest}`, authority)
  if (read.kind === 'ok' && parseHost(authority) === undefined) {
    return refused('bad_target', 'The request target names no valid host.')
  }
  return read
}

function readOrigin(raw: string, authority: string | undefined): Target | RefusedTarget {
  let queryAt = -1
  let mayHoldDots = false
  let previous = SLASH
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i)
    if (code <= 0x20 || code >= 0x7f || code === 0x23) return refuseCharacter(code)
    if (queryAt >= 0) continue
    if (code === QUESTION) queryAt = i
    else if (code === PERCENT || code === BACKSLASH || (code === DOT && previous === SLASH)) mayHoldDots = true
    previous = code
  }
  const path = queryAt < 0 ? raw : raw.slice(0, queryAt)
  if (mayHoldDots && hasDotSegment(path)) {
    return refused('dot_segments', 'The path holds a "." or ".." segment; write the path it stands for.')
  }
  const query = queryAt < 0 ? '' : raw.slice(queryAt)
  return authority === undefined ? { kind: 'ok', path, query } : { kind: 'ok', path, query, authority }
}

function refuseCharacter(code: number): RefusedTarget {
  if (code === 0x23) return refused('bad_target', 'The request target holds a fragment (#), which is never sent.')
  if (code === 0x20) return refused('bad_target', 'The request target holds a space; write it as %20.')
  if (code >= 0x80)
    return refused('target_not_ascii', 'The request target holds raw bytes beyond ASCII; percent-encode.')
  return refused('bad_target', 'The request target holds a control character; percent-encode it.')
}

function refused(code: RefusedTarget['code'], detail: string): RefusedTarget {
  return { kind: 'refused', code, detail }
}
