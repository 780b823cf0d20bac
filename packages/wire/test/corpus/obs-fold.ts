import { bad, good, type Row } from './row.ts'

const inHead = (text: string): string => `HTTP/1.1 200 OK\r\n${text}\r\n`

const folded: readonly (readonly [name: string, text: string])[] = [
  ['by a space', 'a: b\r\n c\r\ncontent-length: 0\r\n'],
  ['by a tab', 'a: b\r\n\tc\r\ncontent-length: 0\r\n'],
  ['by many blanks', 'a: b\r\n \t  c\r\ncontent-length: 0\r\n'],
  ['twice', 'a: b\r\n c\r\n d\r\ncontent-length: 0\r\n'],
  ['into a line of blanks', 'a: b\r\n  \r\ncontent-length: 0\r\n'],
  ['into a line of one tab', 'a: b\r\n\t\r\ncontent-length: 0\r\n'],
  ['behind an empty value', 'a:\r\n b\r\ncontent-length: 0\r\n'],
  ['before the colon', 'a\r\n : b\r\ncontent-length: 0\r\n'],
  ['in a length', 'content-length:\r\n 0\r\n'],
  ['within the digits of a length', 'content-length: 1\r\n 0\r\n'],
  ['in a transfer coding', 'transfer-encoding:\r\n chunked\r\n'],
  ['between transfer codings', 'transfer-encoding: gzip,\r\n chunked\r\n'],
  ['at the last field', 'content-length: 0\r\n x\r\n'],
  ['into what looks like a field', 'content-length: 0\r\n transfer-encoding: chunked\r\n'],
  ['right behind the status line, by a space', ' a: b\r\ncontent-length: 0\r\n'],
  ['right behind the status line, by a tab', '\ta: b\r\ncontent-length: 0\r\n'],
  ['a line of blanks behind the status line', '  \r\ncontent-length: 0\r\n'],
  ['with a bare LF', 'a: b\n c\r\ncontent-length: 0\r\n'],
  ['with a bare CR', 'a: b\r c\r\ncontent-length: 0\r\n'],
]

/** RFC 9112 5.2: allowed to be refused, and refused. */
export const obsFold: readonly Row[] = [
  ...folded.map(([name, text]) => bad(`folded ${name}`, inHead(text))),
  bad('folded in an interim answer', 'HTTP/1.1 103 Early\r\nlink: </a>\r\n </b>\r\n\r\nHTTP/1.1 204 \r\n\r\n'),
  good('blanks at the end of a value are no fold', inHead('a: b \t\r\ncontent-length: 0\r\n'), {
    headers: ['a', 'b', 'content-length', '0'],
  }),
  good('a body that begins with a blank is no fold', `${inHead('content-length: 3\r\n')} ab`, {
    headers: ['content-length', '3'],
    framing: 3,
    body: ' ab',
  }),
]
