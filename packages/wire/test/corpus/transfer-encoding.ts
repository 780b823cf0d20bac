import { bad, good, lines, type Row } from './row.ts'

const BODY = '2\r\nhi\r\n0\r\n\r\n'
const withFields = (...fields: readonly string[]): string => lines('HTTP/1.1 200 OK', ...fields, '', BODY)

function chunked(name: string, line: string, headers: string[]): Row {
  return good(name, withFields(line), { headers, framing: 'chunked', body: 'hi' })
}

const values: readonly (readonly [name: string, value: string])[] = [
  ['gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['identity', 'identity'],
  ['a coding nobody knows', 'cow'],
  ['gzip under chunked', 'gzip, chunked'],
  ['chunked under gzip', 'chunked, gzip'],
  ['chunked twice in one line', 'chunked, chunked'],
  ['identity and chunked', 'identity, chunked'],
  ['nothing', ''],
  ['a comma behind it', 'chunked,'],
  ['a comma before it', ', chunked'],
  ['only a comma', ','],
  ['a parameter', 'chunked;q=1'],
  ['a semicolon', 'chunked;'],
  ['quotes', '"chunked"'],
  ['a letter before it', 'xchunked'],
  ['a letter behind it', 'chunkedx'],
  ['a word before it', 'x chunked'],
  ['a blank within it', 'chun ked'],
  ['a colon before it', ': chunked'],
  ['vertical tab before it', '\x0bchunked'],
  ['NUL behind it', 'chunked\0'],
  ['byte a0 behind it', 'chunked\xa0'],
  ['byte a0 before it', '\xa0chunked'],
  ['a letter that only looks like k', 'chun\xabed'],
  ['only its beginning', 'chunke'],
]

const heads: readonly (readonly [name: string, ...fields: string[]])[] = [
  ['twice', 'transfer-encoding: chunked', 'transfer-encoding: chunked'],
  ['twice in other spelling', 'transfer-encoding: chunked', 'Transfer-Encoding: Chunked'],
  ['gzip in a line of its own', 'transfer-encoding: gzip', 'transfer-encoding: chunked'],
  ['identity in a line of its own', 'transfer-encoding: chunked', 'transfer-encoding: identity'],
  ['nothing in a line of its own', 'transfer-encoding: chunked', 'transfer-encoding:'],
  ['a space before the colon', 'transfer-encoding : chunked'],
  ['beside a length', 'transfer-encoding: chunked', 'content-length: 13'],
  ['gzip beside a length', 'transfer-encoding: gzip', 'content-length: 13'],
]

/** RFC 9112 6.1: chunked and nothing but chunked. */
export const transferEncoding: readonly Row[] = [
  chunked('chunked', 'transfer-encoding: chunked', ['transfer-encoding', 'chunked']),
  chunked('a capital', 'Transfer-Encoding: Chunked', ['Transfer-Encoding', 'Chunked']),
  chunked('capitals', 'TRANSFER-ENCODING: CHUNKED', ['TRANSFER-ENCODING', 'CHUNKED']),
  chunked('blanks around', 'transfer-encoding: \tchunked\t ', ['transfer-encoding', 'chunked']),
  chunked('no blank', 'transfer-encoding:chunked', ['transfer-encoding', 'chunked']),
  ...values.map(([name, value]) => bad(name, withFields(`transfer-encoding: ${value}`))),
  ...heads.map(([name, ...fields]) => bad(name, withFields(...fields))),
  bad('in HTTP/1.0', lines('HTTP/1.0 200 OK', 'transfer-encoding: chunked', '', BODY)),
  bad(
    'in HTTP/1.0 that stays',
    lines('HTTP/1.0 200 OK', 'connection: keep-alive', 'transfer-encoding: chunked', '', BODY),
  ),
  good('te is another field', lines('HTTP/1.1 200 OK', 'te: chunked', 'content-length: 0', '', ''), {
    headers: ['te', 'chunked', 'content-length', '0'],
  }),
  good('with an underscore it is another field', lines('HTTP/1.1 200 OK', 'transfer_encoding: chunked', '', BODY), {
    ends: 'eof',
    headers: ['transfer_encoding', 'chunked'],
    framing: 'close',
    body: BODY,
  }),
  good(
    'a content coding is not its affair',
    lines('HTTP/1.1 200 OK', 'content-encoding: gzip', 'content-length: 2', '', '\x1f\x8b'),
    {
      headers: ['content-encoding', 'gzip', 'content-length', '2'],
      framing: 2,
      body: '\x1f\x8b',
    },
  ),
]
