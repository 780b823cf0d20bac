export interface CanonicalRequest {
  readonly text: string
  /** `host;x-amz-date`: which headers the signature covers. */
  readonly signedNames: string
}

/** The one spelling of a request that both ends hash (IAM User Guide, "Create a canonical request"). Headers in lower case. */
export function canonicalRequest(
  method: string,
  target: string,
  headers: readonly string[],
  bodyHash: string,
): CanonicalRequest {
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const query = question < 0 ? '' : target.slice(question + 1)
  const lines = canonicalHeaders(headers)
  const signedNames = lines.map(([name]) => name).join(';')
  const headerText = lines.map(([name, value]) => `${name}:${value}\n`).join('')
  const text = [method, canonicalPath(path), canonicalQuery(query), headerText, signedNames, bodyHash].join('\n')
  return { text, signedNames }
}

/**
 * Every service but S3 normalises the path before it hashes it: empty and dot segments go, and what was sent is
 * escaped once more (`%3A` counts as `%253A`). That is done to the text that is hashed alone; the request itself goes
 * out as written.
 */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(escapeOnce(segment))
  }
  if (segments.length === 0) return '/'
  return `/${segments.join('/')}${/\/\.{0,2}$/.test(path) ? '/' : ''}`
}

/** Sorted by name, then by value, each escaped exactly once however it was written. A `+` is a plus. */
function canonicalQuery(query: string): string {
  const pairs: [name: string, value: string][] = []
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    const value = equals < 0 ? '' : pair.slice(equals + 1)
    pairs.push([escapeOnce(undoEscapes(name)), escapeOnce(undoEscapes(value))])
  }
  pairs.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

/** Sorted by name; repeated lines joined in their order; blanks trimmed, and runs of them made one. */
function canonicalHeaders(flat: readonly string[]): [name: string, value: string][] {
  const byName = new Map<string, string>()
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    const value = (flat[i + 1] as string).trim().replace(/\s+/g, ' ')
    const before = byName.get(name)
    byName.set(name, before === undefined ? value : `${before},${value}`)
  }
  return [...byName].sort((a, b) => order(a[0], b[0]))
}

/** Not `localeCompare`: AWS sorts by code point. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986 2.3: all but unreserved characters as %XX. Every char of the text is one byte. */
function escapeOnce(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~]/g, (char) => `%${hexByte(char.charCodeAt(0))}`)
}

function undoEscapes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
