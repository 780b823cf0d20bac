import { bad, good, lines, type Row, unfinished } from './row.ts'

const withLength = (value: string, body = ''): string => lines('HTTP/1.1 200 OK', `content-length: ${value}`, '', body)
const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))
const ANSWER = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'

function whole(name: string, value: string, body: string): Row {
  const framing = body.length === 0 ? 'none' : body.length
  return good(name, withLength(value, body), { headers: ['content-length', value.trim()], framing, body })
}

const values: readonly (readonly [name: string, value: string])[] = [
  ['a plus', '+5'],
  ['a minus', '-5'],
  ['minus nought', '-0'],
  ['hex', '0x5'],
  ['hex digits', '5a'],
  ['a fraction', '5.0'],
  ['an exponent', '5e0'],
  ['a separator', '1_0'],
  ['two numbers', '5 5'],
  ['a list of the same', '5, 5'],
  ['a list of the same without a blank', '5,5'],
  ['a list of different ones', '5, 6'],
  ['a list with an empty member', '5,'],
  ['a list that begins empty', ',5'],
  ['nothing', ''],
  ['blanks', ' \t '],
  ['a word', 'five'],
  ['a parameter', '5;x=1'],
  ['quotes', '"5"'],
  ['a unit', '5 bytes'],
  ['sixteen digits', '1000000000000005'],
  ['sixteen digits, most of them zeros', '0000000000000005'],
  ['what wraps round in 32 bits', '18446744073709551621'],
  ['four hundred digits', '9'.repeat(400)],
  ['infinity', 'Infinity'],
  ['not a number', 'NaN'],
  ['superscript digits', '\xb5\xb2'],
  ['byte a0 behind the digits', '5\xa0'],
  ['byte a0 before the digits', '\xa05'],
  ['a tab between the digits', '1\t0'],
]

const heads: readonly (readonly [name: string, ...fields: string[]])[] = [
  ['twice the same', 'content-length: 5', 'content-length: 5'],
  ['twice the same in other spelling', 'content-length: 5', 'Content-Length: 5'],
  ['twice with others between', 'content-length: 5', 'a: b', 'content-length: 5'],
  ['two that differ', 'content-length: 5', 'content-length: 6'],
  ['two of which one is nought', 'content-length: 0', 'content-length: 5'],
  ['two of which one is empty', 'content-length: 5', 'content-length:'],
  ['two that differ in zeros in front', 'content-length: 5', 'content-length: 05'],
  ['beside chunked', 'content-length: 5', 'transfer-encoding: chunked'],
  ['behind chunked', 'transfer-encoding: chunked', 'content-length: 5'],
  ['nought beside chunked', 'content-length: 0', 'transfer-encoding: chunked'],
  ['beside identity', 'content-length: 5', 'transfer-encoding: identity'],
  ['a space before the colon', 'content-length : 5'],
  ['a tab before the colon', 'content-length\t: 5'],
]

/** RFC 9112 6.2, RFC 9110 8.6. */
export const contentLength: readonly Row[] = [
  whole('nought', '0', ''),
  whole('one', '1', 'x'),
  whole('five', '5', 'hello'),
  whole('zeros in front', '005', 'hello'),
  whole('nought in many digits', '000', ''),
  whole('blanks around', ' \t5 \t', 'hello'),
  whole('every byte in the body', '256', ALL_BYTES),
  whole('line ends in the body', '8', '\r\n\r\n\n\r\r\n'),
  whole('a body that looks like an answer', `${ANSWER.length}`, ANSWER),
  whole('a body that looks like chunks', '15', '5\r\nhello\r\n0\r\n\r\n'),
  whole('a body of a few hundred bytes', '700', 'payload'.repeat(100)),
  good('a name in capitals', lines('HTTP/1.1 200 OK', 'CONTENT-LENGTH: 2', '', 'ab'), {
    headers: ['CONTENT-LENGTH', '2'],
    framing: 2,
    body: 'ab',
  }),
  good('the connection ends behind a whole body', withLength('2', 'ab'), {
    ends: 'eof',
    headers: ['content-length', '2'],
    framing: 2,
    body: 'ab',
  }),
  unfinished('fifteen digits', withLength('999999999999999', 'begin'), {
    headers: ['content-length', '999999999999999'],
    framing: 999_999_999_999_999,
    body: 'begin',
  }),
  unfinished('no byte of the body yet', withLength('5'), { headers: ['content-length', '5'], framing: 5 }),
  unfinished('one byte less than promised', withLength('5', 'hell'), {
    headers: ['content-length', '5'],
    framing: 5,
    body: 'hell',
  }),
  ...values.map(([name, value]) => bad(name, withLength(value, 'hello'))),
  ...heads.map(([name, ...fields]) => bad(name, lines('HTTP/1.1 200 OK', ...fields, '', 'hello'))),
  bad('no number where the answer has no body', lines('HTTP/1.1 304 Not Modified', 'content-length: x', '', '')),
  bad('no number in the answer to HEAD', withLength('-1'), { method: 'HEAD' }),
  bad('two in the answer to HEAD', lines('HTTP/1.1 200 OK', 'content-length: 5', 'content-length: 6', '', ''), {
    method: 'HEAD',
  }),
]
