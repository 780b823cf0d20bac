import type { ReaderError } from '../../src/reader-error.ts'
import type { Framing, ResponseHead } from '../../src/response-head.ts'

/** What a sink must have heard when all is fed, and what the reader must have said. */
export interface Expected {
  readonly interim: readonly Interim[]
  readonly head: ResponseHead | undefined
  readonly body: string
  /** Undefined where the answer's end did not come. */
  readonly trailers: readonly string[] | undefined
  readonly error: ReaderError['code'] | undefined
}

export type Interim = readonly [status: number, headers: readonly string[]]

/** One answer as it came over the connection, and what it means. */
export interface Row {
  readonly name: string
  readonly method: string
  /** One char per byte. */
  readonly bytes: string
  /** Whether the connection ends behind the bytes. */
  readonly ends: 'open' | 'eof'
  readonly maxHead: number
  readonly maxLines: number
  readonly expected: Expected
}

interface Given {
  readonly method?: string
  readonly ends?: Row['ends']
  readonly maxHead?: number
  readonly maxLines?: number
  readonly interim?: readonly Interim[]
  readonly version?: ResponseHead['version']
  readonly status?: number
  readonly reason?: string
  readonly headers?: string[]
  /** A number is a length. */
  readonly framing?: Exclude<Framing['kind'], 'length'> | number
  readonly reusable?: boolean
  readonly keepAlive?: number
  readonly body?: string
  readonly trailers?: readonly string[] | undefined
  readonly error?: ReaderError['code']
}

export const lines = (...parts: readonly string[]): string => parts.join('\r\n')

/** An answer that is whole: 200 OK without a body unless said otherwise. */
export function good(name: string, bytes: string, given: Given = {}): Row {
  return rowOf(name, bytes, given, { head: headOf(given), trailers: given.trailers ?? [], error: given.error })
}

/** An answer whose head is understood and whose end does not come. */
export function unfinished(name: string, bytes: string, given: Given = {}): Row {
  return rowOf(name, bytes, given, { head: headOf(given), trailers: undefined, error: given.error })
}

/** Malformed, unless said otherwise, before there was a head. */
export function bad(name: string, bytes: string, given: Given = {}): Row {
  return rowOf(name, bytes, given, { head: undefined, trailers: undefined, error: given.error ?? 'malformed' })
}

/** Nothing but a piece of a head so far. */
export function waiting(name: string, bytes: string, given: Given = {}): Row {
  return rowOf(name, bytes, given, { head: undefined, trailers: undefined, error: undefined })
}

function rowOf(
  name: string,
  bytes: string,
  { method = 'GET', ends = 'open', maxHead = 16_384, maxLines = 1000, interim = [], body = '' }: Given,
  heard: Pick<Expected, 'head' | 'trailers' | 'error'>,
): Row {
  return { name, method, bytes, ends, maxHead, maxLines, expected: { interim, body, ...heard } }
}

function headOf({ version = '1.1', status = 200, reason = 'OK', headers = [], ...given }: Given): ResponseHead {
  const { framing: kind = 'none', keepAlive } = given
  const framing: Framing = typeof kind === 'number' ? { kind: 'length', length: kind } : { kind }
  const reusable = given.reusable ?? (version === '1.1' && kind !== 'close')
  return { version, status, reason, headers, framing, reusable, keepAlive }
}
