import { KnownLines } from '../src/known-lines.ts'
import { Reader, type ReaderSink } from '../src/reader.ts'
import type { ReaderError } from '../src/reader-error.ts'
import type { Expected, Interim, Row } from './corpus/row.ts'

/** What a reader said of an answer, and what its sink heard, in the shape in which the corpus expects it. */
export interface Heard extends Expected {
  readonly detail: string | undefined
  /** The longest time, in bytes, for which it took what came without an error or a word: it may keep no more. */
  readonly silence: number
  /** Promises that were broken whatever the bytes were; none is well. */
  readonly broken: readonly string[]
}

/** Feeds an answer in the given pieces, to a reader that knows what `known` has been taught. */
export function listen(
  row: Omit<Row, 'name' | 'expected' | 'bytes'>,
  pieces: readonly Uint8Array[],
  known = new KnownLines(),
): Heard {
  const interim: Interim[] = []
  const broken: string[] = []
  let head: Expected['head']
  let body = ''
  let trailers: readonly string[] | undefined
  let calls = 0
  let silence = 0
  let longest = 0
  const sink: ReaderSink = {
    interim: (status, headers) => {
      calls++
      if (head !== undefined) broken.push('an interim answer behind the head')
      interim.push([status, headers])
    },
    head: (given) => {
      calls++
      if (head !== undefined) broken.push('a second head')
      head = given
    },
    data: (chunk) => {
      calls++
      if (chunk.length === 0) broken.push('an empty chunk')
      if (head === undefined || trailers !== undefined) broken.push('data outside of a body')
      body += latin1(chunk)
    },
    end: (given) => {
      calls++
      if (head === undefined || trailers !== undefined) broken.push('an end that ends nothing')
      trailers = given
    },
  }
  const reader = new Reader(sink, known)

  if (!reader.idle) broken.push('not idle before it is armed')
  reader.begin(row.method, row.maxHead, row.maxLines)
  if (reader.idle) broken.push('idle though armed')
  let error: ReaderError | undefined
  for (const piece of pieces) {
    const before = calls
    const now = reader.feed(piece)
    silence = now === undefined && calls === before ? silence + piece.length : 0
    longest = Math.max(longest, silence)
    if (error !== undefined && now !== error) broken.push('another error behind the first')
    error ??= now
  }
  if (row.ends === 'eof') error = reader.finish()
  if (error === undefined) {
    if (reader.idle !== (trailers !== undefined)) broken.push('idle is not whether an answer is due')
  } else {
    const before = calls
    const again = [reader.feed(OK), reader.feed(new Uint8Array(0)), reader.finish(), reader.feed(OK)]
    if (again.some((other) => other !== error)) broken.push('not the same error again')
    if (calls !== before) broken.push('the sink hears of what follows an error')
  }
  return { interim, head, body, trailers, error: error?.code, detail: error?.detail, silence: longest, broken }
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096))
  return text
}

const OK = bytesOf('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx')
