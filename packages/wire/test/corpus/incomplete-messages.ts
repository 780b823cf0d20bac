import { bad, good, lines, type Row, unfinished, waiting } from './row.ts'

const LENGTH = ['content-length', '5']
const CHUNKED = ['transfer-encoding', 'chunked']
const withLength = (body: string): string => lines('HTTP/1.1 200 OK', 'content-length: 5', '', body)
const withChunks = (text: string): string => lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', text)
const HEAD = lines('HTTP/1.1 200 OK', 'content-length: 5', '', '')

const pieces = [1, 4, 9, 12, 15, 16, 17, 18, 32, 33, 34, HEAD.length - 2, HEAD.length - 1]

const chunks: readonly (readonly [name: string, text: string, body: string])[] = [
  ['before a chunk', '', ''],
  ['within a size', '5', ''],
  ['behind a size', '5\r\n', ''],
  ['within a chunk', '5\r\nhe', 'he'],
  ['behind the bytes of a chunk', '5\r\nhello', 'hello'],
  ['behind a chunk', '5\r\nhello\r\n', 'hello'],
  ['within an extension', '5;a="', ''],
  ['within the last size', '5\r\nhello\r\n0', 'hello'],
  ['behind the last size', '5\r\nhello\r\n0\r\n', 'hello'],
  ['before the last byte', '5\r\nhello\r\n0\r\n\r', 'hello'],
]

/** RFC 9112 8: what was cut is never taken for whole. */
export const incompleteMessages: readonly Row[] = [
  bad('no byte at all', '', { ends: 'eof', error: 'reset' }),
  waiting('no byte yet', ''),
  ...pieces.map((length) =>
    bad(`cut behind byte ${length} of the head`, HEAD.slice(0, length), { ends: 'eof', error: 'cut_head' }),
  ),
  ...pieces.map((length) => waiting(`waits behind byte ${length} of the head`, HEAD.slice(0, length))),
  ...['', 'h', 'hell'].map((body) =>
    unfinished(`cut behind ${body.length} of 5 bytes`, withLength(body), {
      ends: 'eof',
      headers: LENGTH,
      framing: 5,
      body,
      error: 'cut_body',
    }),
  ),
  ...chunks.map(([name, text, body]) =>
    unfinished(`cut ${name}`, withChunks(text), {
      ends: 'eof',
      headers: CHUNKED,
      framing: 'chunked',
      body,
      error: 'cut_body',
    }),
  ),
  unfinished('cut in HTTP/1.0', lines('HTTP/1.0 200 OK', 'content-length: 5', '', 'hi'), {
    ends: 'eof',
    version: '1.0',
    headers: LENGTH,
    framing: 5,
    body: 'hi',
    error: 'cut_body',
  }),
  unfinished(
    'cut where the connection was to close',
    lines('HTTP/1.1 200 OK', 'connection: close', 'content-length: 5', '', 'hi'),
    {
      ends: 'eof',
      headers: ['connection', 'close', ...LENGTH],
      framing: 5,
      body: 'hi',
      reusable: false,
      error: 'cut_body',
    },
  ),
  good('not cut', withLength('hello'), { ends: 'eof', headers: LENGTH, framing: 5, body: 'hello' }),
]
