import { good, lines, type Row, unfinished } from './row.ts'

const HEADERS = ['transfer-encoding', 'chunked']
const HEAD = lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '2\r\nhi\r\n0\r\n')
const GIVEN = { headers: HEADERS, framing: 'chunked', body: 'hi' } as const

const whole: readonly (readonly [name: string, text: string, ...trailers: string[]])[] = [
  ['none', ''],
  ['one', 'grpc-status: 0\r\n', 'grpc-status', '0'],
  ['two', 'a: 1\r\nb: 2\r\n', 'a', '1', 'b', '2'],
  ['the same name twice', 'a: 1\r\nA: 2\r\na: 1\r\n', 'a', '1', 'A', '2', 'a', '1'],
  ['spelling and blanks', 'X-Sum:\t 5 \r\n', 'X-Sum', '5'],
  ['an empty value', 'a:\r\n', 'a', ''],
  ['bytes above 7f', 'a: \xe2\x82\xac\xa0\r\n', 'a', '\xe2\x82\xac\xa0'],
  ['content-length, which frames nothing here', 'content-length: 7\r\n', 'content-length', '7'],
  ['content-length that is no number', 'content-length: x\r\n', 'content-length', 'x'],
  ['transfer-encoding, which frames nothing here', 'transfer-encoding: gzip\r\n', 'transfer-encoding', 'gzip'],
  ['host', 'host: example\r\n', 'host', 'example'],
  ['connection, which is too late', 'connection: close\r\n', 'connection', 'close'],
  ['a value that looks like the end', 'a: 0\r\n', 'a', '0'],
]

const refused: readonly (readonly [name: string, text: string])[] = [
  ['no colon', 'abc\r\n\r\n'],
  ['no name', ': b\r\n\r\n'],
  ['a space before the colon', 'a : b\r\n\r\n'],
  ['a space within the name', 'a b: c\r\n\r\n'],
  ['a parenthesis in the name', 'a(b: c\r\n\r\n'],
  ['a byte above 7f in the name', '\xe4: c\r\n\r\n'],
  ['a fold', 'a: b\r\n c\r\n\r\n'],
  ['a fold by a tab', 'a: b\r\n\tc\r\n\r\n'],
  ['a blank line in front', ' \r\n\r\n'],
  ['a bare LF', 'a: b\n\r\n'],
  ['a bare LF at the end', 'a: b\r\n\n'],
  ['a bare CR', 'a: b\rc\r\n\r\n'],
  ['a bare CR at the end', 'a: b\r\n\rc'],
  ['NUL in a value', 'a: \0\r\n\r\n'],
  ['NUL in a name', 'a\0: b\r\n\r\n'],
  ['DEL in a value', 'a: \x7f\r\n\r\n'],
  ['another chunk behind the last', '5\r\nhello\r\n0\r\n\r\n'],
  ['an answer instead of them', 'HTTP/1.1 200 OK\r\n\r\n'],
]

const open: readonly (readonly [name: string, text: string])[] = [
  ['half a name', 'ab'],
  ['half a value', 'a: b'],
  ['half a line end', 'a: b\r'],
  ['a whole line', 'a: b\r\n'],
  ['all but the last byte', 'a: b\r\n\r'],
]

/** RFC 9112 7.1.2. */
export const trailers: readonly Row[] = [
  ...whole.map(([name, text, ...list]) => good(name, `${HEAD}${text}\r\n`, { ...GIVEN, trailers: list })),
  ...refused.map(([name, text]) => unfinished(name, HEAD + text, { ...GIVEN, error: 'malformed' })),
  ...open.map(([name, text]) => unfinished(`waits behind ${name}`, HEAD + text, GIVEN)),
  ...open.map(([name, text]) =>
    unfinished(`cut behind ${name}`, HEAD + text, { ...GIVEN, ends: 'eof', error: 'cut_body' }),
  ),
  unfinished('larger than a head may be', `${HEAD}a: ${'b'.repeat(200)}\r\n\r\n`, {
    ...GIVEN,
    maxHead: 150,
    error: 'head_too_large',
  }),
  unfinished('larger than a head may be, without a line end', `${HEAD}${'b'.repeat(200)}`, {
    ...GIVEN,
    maxHead: 150,
    error: 'head_too_large',
  }),
  unfinished('more than may be', `${HEAD}${'a: b\r\n'.repeat(6)}\r\n`, {
    ...GIVEN,
    maxLines: 5,
    error: 'head_too_large',
  }),
  good('as many as may be', `${HEAD}${'a: b\r\n'.repeat(5)}\r\n`, {
    ...GIVEN,
    maxLines: 5,
    trailers: Array.from({ length: 5 }, () => ['a', 'b']).flat(),
  }),
]
