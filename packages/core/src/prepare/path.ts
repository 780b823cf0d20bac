import { hasDotSegment } from '../web/dot-segments.ts'

/** Where an upstream lives, worked out once when the config is read. */
export type Base = {
  readonly kind: 'ok'
  readonly scheme: 'http' | 'https'
  /** Canonical (IDN as punycode, IPv4 as dotted decimal), without brackets: what is looked up and dialled. */
  readonly host: string
  readonly port: number
  readonly origin: string
  /** The Host field: brackets where needed, the port unless it is the scheme's own. */
  readonly hostHeader: string
  /** The path to join to: the operator's bytes less one slash at the end; empty for the root. */
  readonly path: string
  /** The path to send where nothing is joined: the operator's bytes, `/` where there were none. */
  readonly written: string
  /** `/v1` where that is the last segment, else empty. */
  readonly version: string
  /** With its `?`, or empty. */
  readonly query: string
}

export type InvalidBase = {
  readonly kind: 'invalid'
  readonly reason: 'characters' | 'dot_segments' | 'fragment' | 'not_a_url' | 'scheme' | 'userinfo'
  readonly detail: string
}

/**
 * How the upstream's path comes about:
 * - `alone`: the base and nothing of the client's path (a route path without `*`);
 * - `rest`: the base, then what `*` matched (a route to a URL);
 * - `provider`: as `rest`, and a version that ends the base and begins the rest stands once;
 * - `versioned`: as `rest`, and a version in front of the rest stands in the place of the one that ends the base;
 * - `template`: the base, then `to.path`.
 */
export type JoinRule =
  | { readonly kind: 'alone' }
  | { readonly kind: 'provider' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'template'; readonly parts: readonly string[] }
  | { readonly kind: 'versioned' }

/** What the request brings to a join; all three as the client wrote them. */
export type Pieces = {
  readonly path: string
  /** What `*` matched or what follows the provider's name, with the slash in front of it where there is one. */
  readonly rest: string
  /** With its `?`, or empty. */
  readonly query: string
}

const VERSION = /\/v\d+(?:(?:alpha|beta)\d*)?$/
const LEADING_VERSION = /^\/v\d+(?:(?:alpha|beta)\d*)?(?=\/|$)/
/** Google's uploads and downloads have their version behind a first segment of their own. */
const VERSIONED = /^(?:\/(?:upload|download))?\/v\d+(?:(?:alpha|beta)\d*)?(?:\/|$)/
const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?(#.*)?$/i

/** Reads a base URL. `new URL` judges the host alone: it would resolve, escape and trim the path. */
export function parseBase(url: string): Base | InvalidBase {
  const shape = /[\s\\\x00-\x1f\x7f]/.test(url) ? null : SHAPE.exec(url)
  if (shape === null) return invalid('not_a_url', 'write a whole URL, like https://host/path')
  const [, rawScheme = '', authority = '', path = '', query = '', fragment] = shape
  const scheme = rawScheme.toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') return invalid('scheme', 'only http and https URLs can be called')
  if (authority.includes('@')) return invalid('userinfo', 'a URL may not carry a user or password; set a header')
  if (fragment !== undefined) return invalid('fragment', 'a fragment (#) is never sent; leave it out')
  if (!/^[\x21-\x7e]*$/.test(path + query)) {
    return invalid('characters', 'path and query hold characters beyond ASCII; percent-encode them')
  }
  if (hasDotSegment(path)) return invalid('dot_segments', 'the path holds a "." or ".." segment')
  const place = parsePlace(scheme, authority)
  return place === undefined
    ? invalid('not_a_url', 'the URL names no valid host')
    : { ...place, ...splitPath(path), query }
}

/**
 * The target to send upstream. Exactly one slash at the joint, no other byte changed. Undefined where the joint would
 * make a dot segment out of harmless halves (`/chat*` and `/chat../x`): answer 400 `dot_segments`.
 */
export function joinTarget(base: Base, rule: JoinRule, pieces: Pieces): string | undefined {
  const path = joinPath(base, rule, pieces)
  return path === undefined ? undefined : path + mergeQuery(base.query, pieces.query)
}

/**
 * Splits `to.path` at `{rest}`, `{path}` and `{unversioned}`: literals at even places, the names of what goes between at
 * odd ones.
 */
export function parseTemplate(text: string): JoinRule | { kind: 'invalid'; detail: string } {
  if (!/^[\x21-\x7e]+$/.test(text) || /[?#]/.test(text)) {
    return { kind: 'invalid', detail: 'a path template is plain ASCII without ? and #; a query belongs to the url' }
  }
  const parts = text.split(/\{(rest|path|unversioned)\}/)
  const unknown = parts.find((part, i) => i % 2 === 0 && /[{}]/.test(part))
  if (unknown !== undefined)
    return { kind: 'invalid', detail: 'a path template knows {rest}, {path} and {unversioned} only' }
  const sample = parts.map((part, i) => (i % 2 === 0 ? part : 'x')).join('')
  if (hasDotSegment(sample)) return { kind: 'invalid', detail: 'the path template holds a "." or ".." segment' }
  return { kind: 'template', parts }
}

function joinPath(base: Base, rule: JoinRule, pieces: Pieces): string | undefined {
  switch (rule.kind) {
    case 'alone':
      return base.written
    case 'rest':
      return pieces.rest === '' ? base.written : attach(base, pieces.rest)
    case 'provider':
      return pieces.rest === '' ? base.written : attach(base, withoutVersion(base.version, pieces.rest))
    case 'template':
      return contained(base.path + withSlash(fill(rule.parts, pieces)))
    case 'versioned':
      if (pieces.rest === '') return base.written
      return VERSIONED.test(pieces.rest) ? unversioned(base) + pieces.rest : attach(base, pieces.rest)
    default:
      return rule satisfies never
  }
}

function attach(base: Base, rest: string): string | undefined {
  if (rest.charCodeAt(0) === 0x2f) return base.path + rest
  // Nothing is left after the version: `/v1` was asked for, not `/v1/`.
  if (rest === '') return base.path
  // The rest begins inside a segment of the client's path; at the joint it becomes a segment of its own.
  return contained(`${base.path}/${rest}`)
}

/** The path of the base less the version that ends it. */
export function unversioned({ path, version }: Base): string {
  return path.slice(0, path.length - version.length)
}

function withoutVersion(version: string, rest: string): string {
  if (version === '' || !rest.startsWith(version)) return rest
  const isWholeSegment = rest.length === version.length || rest.charCodeAt(version.length) === 0x2f
  return isWholeSegment ? rest.slice(version.length) : rest
}

function fill(parts: readonly string[], pieces: Pieces): string {
  let filled = parts[0] as string
  for (let i = 1; i < parts.length; i += 2) {
    const value = piece(parts[i], pieces)
    const dropSlash = value.startsWith('/') && (parts[i] === 'rest' || filled.endsWith('/'))
    filled += (dropSlash ? value.slice(1) : value) + parts[i + 1]
  }
  return filled
}

function piece(name: string | undefined, { rest, path }: Pieces): string {
  if (name === 'rest') return rest
  return name === 'path' ? path : path.replace(LEADING_VERSION, '')
}

function contained(path: string): string | undefined {
  return hasDotSegment(path) ? undefined : path
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** The operator's query stands in front. A bare `?` of the client's survives unless there is a query already. */
function mergeQuery(own: string, client: string): string {
  if (own === '') return client
  if (client.length <= 1) return own
  return own === '?' ? client : `${own}&${client.slice(1)}`
}

function splitPath(path: string): Pick<Base, 'path' | 'version' | 'written'> {
  const joint = path.endsWith('/') ? path.slice(0, -1) : path
  return { path: joint, written: path === '' ? '/' : path, version: VERSION.exec(joint)?.[0] ?? '' }
}

function parsePlace(scheme: 'http' | 'https', authority: string) {
  let url: URL
  try {
    url = new URL(`${scheme}://${authority}`)
  } catch {
    return undefined
  }
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port)
  return { kind: 'ok', scheme, host, port, origin: url.origin, hostHeader: url.host } as const
}

function invalid(reason: InvalidBase['reason'], detail: string): InvalidBase {
  return { kind: 'invalid', reason, detail }
}
