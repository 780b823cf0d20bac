import type { Heard } from '../listen.ts'
import type { Mutant } from './mutants.ts'
import type { Meaning } from './undici-answers.ts'

/** A case in which undici and the reader do not agree, and are known not to. */
interface Difference {
  readonly name: string
  readonly why: string
  covers(bytes: string, ours: Heard, theirs: Meaning): boolean
}

/** Whether the part of the bytes that holds heads says this; a head begins the bytes, or follows an interim one. */
const says = (pattern: RegExp) => (bytes: string) => pattern.test(bytes)
const error = (text: string, pattern: RegExp) => (bytes: string, _: Heard, theirs: Meaning) =>
  theirs.error?.includes(text) === true && pattern.test(bytes)

/** The reader refuses what undici takes for whole. */
export const stricter: readonly Difference[] = [
  {
    name: 'empty lines before the status line',
    why: 'RFC 9112 2.2 lets servers skip them before a request, and nobody before an answer: they belong to no answer',
    covers: says(/(?:^|\r\n\r\n)[\r\n]/),
  },
  {
    name: 'other versions and protocols',
    why: 'llhttp also reads RTSP, ICE, HTTP/0.9 and HTTP/2.0; no upstream was asked in these (RFC 9112 2.3)',
    covers: says(/(?:^|\r\n\r\n)(?:RTSP|ICE|HTTP\/(?:0\.9|2\.0))/),
  },
  {
    name: 'status codes below 100',
    why: 'RFC 9110 15: a code has a class, and there is none of nought',
    covers: says(/(?:^|\r\n\r\n)HTTP\/1\.[01] 0\d\d/),
  },
  {
    name: 'control characters in the reason',
    why: 'RFC 9112 4 has HTAB, SP, VCHAR and obs-text there; the reason goes on to clients and logs',
    covers: says(/(?:^|\r\n\r\n)HTTP\/1\.[01] \d{3} [^\r\n]*[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/),
  },
  {
    name: 'two CR behind the status line',
    why: 'RFC 9112 2.2: a bare CR ends nothing; llhttp ends the line at the second one and may end the head there',
    covers: says(/(?:^|\r\n\r\n)HTTP\/1\.[01] \d{3}[^\r\n]*\r\r/),
  },
  {
    name: 'lengths of more than fifteen digits',
    why: 'they could not be counted exactly, and zeros in front are nobody’s habit',
    covers: says(/content-length:[ \t]*\d{16,}/i),
  },
  {
    name: 'chunk extensions without a name or a value',
    why: 'RFC 9112 7.1.1 has a token for both, or quotes right behind `=`; llhttp leaves either out',
    covers: says(/\r\n[0-9a-f]+[ \t]*;(?:[^\r\n]*[;=])?(?:[=;]|(?<==)\r\n|[^\r\n";=]+")/i),
  },
  {
    name: 'transfer codings other than chunked',
    why: 'nobody asked for one (RFC 9112 7.4), and an unknown one hides where the body ends',
    covers: says(/transfer-encoding:(?![ \t]*chunked[ \t]*\r\n)/i),
  },
  {
    name: 'chunked in several lines',
    why: 'RFC 9112 6.1: chunked is applied once; proxies disagree on two lines, which is how smuggling begins',
    covers: says(/transfer-encoding:[\s\S]*transfer-encoding:/i),
  },
  {
    name: 'chunked in HTTP/1.0',
    why: 'RFC 9112 6.1: the framing is faulty, whatever it says',
    covers: says(/HTTP\/1\.0[\s\S]*transfer-encoding:/i),
  },
  {
    name: 'interim answers that announce a body',
    why: 'RFC 9110 8.6 and RFC 9112 6.1 forbid both fields there; who believes them reads the answer as a body',
    covers: says(/HTTP\/1\.[01] 1\d\d[\s\S]*(?:content-length|transfer-encoding):/i),
  },
  {
    name: 'more than 64 interim answers',
    why: 'without an end they would keep a request alive for ever',
    covers: (_, { interim }) => interim.length === 64,
  },
]

/** undici refuses what the reader takes for whole. */
export const laxer: readonly Difference[] = [
  {
    name: '100 that nobody asked for',
    why: 'RFC 9110 15.2: a client must be able to read it; undici calls it a bad response',
    covers: error('bad response', /HTTP\/1\.[01] 100/),
  },
  {
    name: 'blanks behind a length',
    why: 'RFC 9112 5.1: they are no part of the value; undici counts them as digits',
    covers: error('length does not match', /content-length:[^\r\n]*[ \t]\r\n/i),
  },
  {
    name: 'content-length in trailers',
    why: 'RFC 9110 6.5.1 forbids it to frame anything; core drops it, undici takes it for the head’s',
    covers: error('Content-Length', /\r\n0+[^\r\n]*\r\n[\s\S]*content-length:/i),
  },
  {
    name: 'content-length in trailers, counted',
    why: 'the same, where undici compares it with the body',
    covers: error('length does not match', /\r\n0+[^\r\n]*\r\n[\s\S]*content-length:/i),
  },
  {
    name: 'transfer-encoding in trailers',
    why: 'RFC 9110 6.5.1 forbids it to frame anything; core drops it, llhttp takes it for the head’s',
    covers: error('Transfer-Encoding', /\r\n0+[^\r\n]*\r\n[\s\S]*transfer-encoding:/i),
  },
  {
    name: 'an interim answer that closes, by field or by being HTTP/1.0',
    why: 'the answer itself is still due (RFC 9110 15.2); llhttp takes it for data behind the end',
    covers: error('Connection: close', /HTTP\/1\.(?:0 1\d\d|1 1\d\d[\s\S]*connection:[^\r\n]*close)/i),
  },
  {
    name: 'blanks before a chunk extension',
    why: 'RFC 9112 7.1.1 allows them (BWS)',
    covers: error('chunk', /\r\n[0-9a-f]+[ \t]+;/i),
  },
  {
    name: 'blanks in a chunk extension',
    why: 'RFC 9112 7.1.1 allows them around name and value (BWS)',
    covers: error('chunk', /\r\n[0-9a-f]+[ \t]*;[^\r\n]*[ \t]/i),
  },
]

/** Both take it for whole and understand something else. */
export const other: readonly Difference[] = [
  {
    name: 'blanks behind chunked',
    why: 'RFC 9112 5.1: they are no part of the value; undici no longer knows the coding and hands on the framing',
    covers: (bytes, ours, theirs) =>
      /transfer-encoding:[ \t]*chunked[ \t]+\r\n/i.test(bytes) && ours.head?.status === theirs.status,
  },
]

/** What is wrong between the two, in words; undefined where they agree or the difference is listed. */
export function disagreement({ bytes }: Mutant, ours: Heard, theirs: Meaning): string | undefined {
  const isOurs = ours.trailers !== undefined
  const isTheirs = theirs.trailers !== undefined
  const covered = (list: readonly Difference[]): boolean => list.some((entry) => entry.covers(bytes, ours, theirs))
  if (ours.broken.length > 0) return ours.broken.join()
  if (!isOurs && isTheirs)
    return covered(stricter) ? undefined : `refused by the reader alone: ${ours.error} ${ours.detail}`
  if (isOurs && !isTheirs) return covered(laxer) ? undefined : `refused by undici alone: ${theirs.error}`
  if (ours.head === undefined || theirs.status === undefined) return undefined
  const differing = differingParts(ours, theirs, isOurs)
  return differing.length === 0 || covered(other) ? undefined : `not the same ${differing.join(', ')}`
}

function differingParts(ours: Heard, theirs: Meaning, isWhole: boolean): string[] {
  const { status, reason, headers } = ours.head ?? { status: 0, reason: '', headers: [] }
  const isBody = isWhole
    ? ours.body === theirs.body
    : ours.body.startsWith(theirs.body) || theirs.body.startsWith(ours.body)
  const parts: Record<string, boolean> = {
    interim: String(ours.interim.map(([code]) => code)) === String(theirs.interim),
    status: status === theirs.status,
    reason: utf8(reason) === trimmed(theirs.reason),
    headers: isSame(headers, theirs.headers),
    body: isBody,
    trailers: !isWhole || isSame(ours.trailers ?? [], theirs.trailers ?? []),
  }
  return Object.keys(parts).filter((part) => !parts[part])
}

/** undici leaves the blanks behind a value, which are no part of it (RFC 9112 5.1). */
function isSame(ours: readonly string[], theirs: readonly string[]): boolean {
  return JSON.stringify(ours) === JSON.stringify(theirs.map(trimmed))
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}

/** undici reads the reason as UTF-8, we as one char per byte. */
function utf8(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(text, (char) => char.charCodeAt(0)))
}
