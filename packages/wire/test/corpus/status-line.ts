import { bad, good, lines, type Row } from './row.ts'

const EMPTY = ['content-length', '0']
const withLine = (line: string): string => lines(line, 'content-length: 0', '', '')

const reasons: readonly (readonly [name: string, line: string, reason: string])[] = [
  ['of the usual kind', 'HTTP/1.1 200 OK', 'OK'],
  ['no reason', 'HTTP/1.1 200 ', ''],
  ['no reason and no space for one', 'HTTP/1.1 200', ''],
  ['a reason of several words', 'HTTP/1.1 200 All is quite well', 'All is quite well'],
  ['a tab within the reason', 'HTTP/1.1 200 all\twell', 'all\twell'],
  ['blanks around the reason', 'HTTP/1.1 200   fine \t ', 'fine'],
  ['a reason of blanks', 'HTTP/1.1 200  \t ', ''],
  ['a tab before the reason', 'HTTP/1.1 200 \tfine', 'fine'],
  ['a reason in UTF-8', 'HTTP/1.1 200 sch\xc3\xb6n', 'sch\xc3\xb6n'],
  ['a reason that ends in byte a0, which is no blank', 'HTTP/1.1 200 voil\xc3\xa0', 'voil\xc3\xa0'],
  ['a reason that begins with byte a0', 'HTTP/1.1 200 \xa0x', '\xa0x'],
  ['a reason of every byte above 7f', `HTTP/1.1 200 ${high()}`, high()],
  ['a reason that looks like a status line', 'HTTP/1.1 200 HTTP/1.1 404 Not Found', 'HTTP/1.1 404 Not Found'],
  ['a reason that looks like a field', 'HTTP/1.1 200 content-length: 5', 'content-length: 5'],
  ['a reason of all marks', 'HTTP/1.1 200 !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
  ['a long reason', `HTTP/1.1 200 ${'long '.repeat(300)}end`, `${'long '.repeat(300)}end`],
]

const refused: readonly (readonly [name: string, line: string])[] = [
  ['a version in lower case', 'http/1.1 200 OK'],
  ['a version in mixed case', 'Http/1.1 200 OK'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK'],
  ['HTTP/1.9', 'HTTP/1.9 200 OK'],
  ['HTTP/0.9', 'HTTP/0.9 200 OK'],
  ['HTTP/2.0', 'HTTP/2.0 200 OK'],
  ['HTTP/2', 'HTTP/2 200 OK'],
  ['HTTP/3.1', 'HTTP/3.1 200 OK'],
  ['no minor version', 'HTTP/1 200 OK'],
  ['a dot without a minor version', 'HTTP/1. 200 OK'],
  ['no major version', 'HTTP/.1 200 OK'],
  ['a minor version of two digits', 'HTTP/1.10 200 OK'],
  ['a major version of two digits', 'HTTP/01.1 200 OK'],
  ['three parts of a version', 'HTTP/1.1.1 200 OK'],
  ['a comma in the version', 'HTTP/1,1 200 OK'],
  ['no slash', 'HTTP1.1 200 OK'],
  ['blanks around the slash', 'HTTP / 1.1 200 OK'],
  ['another protocol', 'RTSP/1.0 200 OK'],
  ['a longer protocol name', 'HTTPS/1.1 200 OK'],
  ['a shoutcast server', 'ICY 200 OK'],
  ['a space in front', ' HTTP/1.1 200 OK'],
  ['a tab in front', '\tHTTP/1.1 200 OK'],
  ['a byte order mark in front', '\xef\xbb\xbfHTTP/1.1 200 OK'],
  ['two spaces before the code', 'HTTP/1.1  200 OK'],
  ['a tab before the code', 'HTTP/1.1\t200 OK'],
  ['a tab behind the code', 'HTTP/1.1 200\tOK'],
  ['the reason glued to the code', 'HTTP/1.1 200OK'],
  ['no code', 'HTTP/1.1'],
  ['no code but a space', 'HTTP/1.1 '],
  ['a reason instead of a code', 'HTTP/1.1 OK'],
  ['a code of one digit', 'HTTP/1.1 2 OK'],
  ['a code of two digits', 'HTTP/1.1 20 OK'],
  ['a code of four digits', 'HTTP/1.1 2000 OK'],
  ['a code of four digits with a zero in front', 'HTTP/1.1 0200 OK'],
  ['code 000', 'HTTP/1.1 000 Zero'],
  ['code 099', 'HTTP/1.1 099 Low'],
  ['a minus', 'HTTP/1.1 -20 OK'],
  ['a plus', 'HTTP/1.1 +20 OK'],
  ['hex', 'HTTP/1.1 0xc OK'],
  ['a letter in the code', 'HTTP/1.1 20O OK'],
  ['a dot in the code', 'HTTP/1.1 20. OK'],
  ['a code in superscript', 'HTTP/1.1 \xb2\xb2\xb2 OK'],
  ['a request instead', 'GET / HTTP/1.1'],
  ['a field instead', 'content-type: text/plain'],
  ['NUL in the reason', 'HTTP/1.1 200 O\0K'],
  ['escape in the reason', 'HTTP/1.1 200 \x1b[31mred'],
  ['DEL in the reason', 'HTTP/1.1 200 O\x7fK'],
  ['vertical tab in the reason', 'HTTP/1.1 200 O\x0bK'],
  ['form feed behind the code', 'HTTP/1.1 200\x0cOK'],
  ['a bare CR in the reason', 'HTTP/1.1 200 O\rK'],
  ['a bare CR behind the code', 'HTTP/1.1 200\rOK'],
  ['a CR too many', 'HTTP/1.1 200 OK\r'],
  ['NUL before the version', '\0HTTP/1.1 200 OK'],
]

const raw: readonly (readonly [name: string, bytes: string])[] = [
  ['an empty line first', '\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a bare LF first', '\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a bare CR first', '\rHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['a bare LF behind it', 'HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n'],
  ['bare LF without a reason', 'HTTP/1.1 200\ncontent-length: 0\r\n\r\n'],
  ['LF CR for CR LF', 'HTTP/1.1 200 OK\n\rcontent-length: 0\r\n\r\n'],
  ['a page of HTTP/0.9', '<html><body>hello</body></html>'],
  ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x46'],
  ['an HTTP/2 settings frame', '\0\0\x12\x04\0\0\0\0\0'],
  ['an SSH server', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a mail server', '220 mail.example ESMTP\r\n'],
  ['the rest of a chunked body', '0\r\n\r\n'],
  ['only an empty line', '\r\n\r\n'],
]

const codes = [200, 201, 206, 299, 300, 399, 400, 404, 418, 429, 499, 500, 503, 529, 599, 600, 700, 999]

/** RFC 9112 4. */
export const statusLine: readonly Row[] = [
  ...reasons.map(([name, line, reason]) => good(name, withLine(line), { reason, headers: EMPTY })),
  ...codes.map((status) =>
    good(`code ${status}`, withLine(`HTTP/1.1 ${status} x`), { status, reason: 'x', headers: EMPTY }),
  ),
  good('HTTP/1.0', withLine('HTTP/1.0 200 OK'), { version: '1.0', headers: EMPTY }),
  good('HTTP/1.0 without a reason', withLine('HTTP/1.0 404'), {
    version: '1.0',
    status: 404,
    reason: '',
    headers: EMPTY,
  }),
  ...refused.map(([name, line]) => bad(name, withLine(line))),
  ...raw.map(([name, bytes]) => bad(name, bytes)),
]

function high(): string {
  return String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 0x80 + i))
}
