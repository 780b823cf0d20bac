import { type Fields, splitList } from '../web/fields.ts'
import { percentDecoded } from '../web/percent.ts'
import type { Provider } from './provider.ts'

export interface FoundKey {
  readonly carrier: { readonly kind: 'header' | 'query' | 'subprotocol'; readonly name: string }
  readonly value: string
}

/** Where SDKs put a key, whichever provider they are made for. */
const HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-portkey-api-key', 'x-bf-vk'] as const
const QUERY = ['key', 'api-key'] as const
/** A page in a browser can set no header of a WebSocket, only name subprotocols: a key stands behind one of these. */
const SUBPROTOCOLS = ['openai-insecure-api-key.'] as const

const BEARER = /^bearer(?:[ \t]+|$)/i

/**
 * Every credential that could be a key for Strait, with the place where it stood. `query` has its `?` or is empty;
 * `more` are headers (lower case) that the config names beside those of the SDKs.
 */
export function readCarriers(fields: Fields, query: string, more: readonly string[] = []): FoundKey[] {
  const found: FoundKey[] = []
  for (const name of HEADERS) readHeader(fields, name, found)
  for (const name of more) readHeader(fields, name, found)
  if (fields.has('sec-websocket-protocol')) readSubprotocols(fields, found)
  for (const name of QUERY) {
    for (const value of readPairs(query, name)) found.push({ carrier: { kind: 'query', name }, value })
  }
  return found
}

function readHeader(fields: Fields, name: string, found: FoundKey[]): void {
  if (!fields.has(name)) return
  for (const line of fields.all(name)) {
    const value = readKey(line)
    if (value !== undefined) found.push({ carrier: { kind: 'header', name }, value })
  }
}

function readSubprotocols(fields: Fields, found: FoundKey[]): void {
  for (const subprotocol of fields.all('sec-websocket-protocol').flatMap(splitList)) {
    const name = SUBPROTOCOLS.find((prefix) => subprotocol.startsWith(prefix))
    if (name === undefined) continue
    const value = subprotocol.slice(name.length)
    if (value !== '') found.push({ carrier: { kind: 'subprotocol', name }, value })
  }
}

/** Every place that is emptied when Strait puts in a key of its own: what the caller had there never goes upstream. */
export function carriersOf(provider: Provider): {
  readonly headers: ReadonlySet<string>
  readonly query: readonly string[]
  readonly subprotocols: readonly string[]
} {
  const own = provider.carriers
  return {
    headers: new Set([...HEADERS, ...(own?.headers ?? [])]),
    query: [...QUERY, ...(own?.query ?? [])],
    subprotocols: [...SUBPROTOCOLS, ...(own?.subprotocols ?? [])],
  }
}

/**
 * A key is one word, with or without `Bearer` in front. What has another scheme in front (Basic, Digest,
 * AWS4-HMAC-SHA256) proves something else than a key.
 */
function readKey(line: string): string | undefined {
  const value = line.replace(BEARER, '').trim()
  return value === '' || /[ \t]/.test(value) ? undefined : value
}

/** `+` stays a plus: keys hold pluses, and never blanks. */
function readPairs(query: string, name: string): string[] {
  if (query.length <= 1) return []
  const values: string[] = []
  for (const pair of query.slice(1).split('&')) {
    const equals = pair.indexOf('=')
    if (equals < 0 || percentDecoded(pair.slice(0, equals)) !== name) continue
    const value = percentDecoded(pair.slice(equals + 1))
    if (value !== '') values.push(value)
  }
  return values
}
