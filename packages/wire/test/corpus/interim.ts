import { bad, good, type Interim, lines, type Row, waiting } from './row.ts'

const LAST = lines('HTTP/1.1 200 OK', 'content-length: 2', '', 'hi')
const GIVEN = { headers: ['content-length', '2'], framing: 2, body: 'hi' }
const times = (count: number, one: Interim): Interim[] => Array.from({ length: count }, () => one)

const before: readonly (readonly [name: string, bytes: string, ...interim: Interim[]])[] = [
  ['100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n', [100, []]],
  ['100 without a reason', 'HTTP/1.1 100\r\n\r\n', [100, []]],
  ['100 with a field', 'HTTP/1.1 100 Go\r\na: b\r\n\r\n', [100, ['a', 'b']]],
  ['102', 'HTTP/1.1 102 Processing\r\n\r\n', [102, []]],
  ['103', 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nlink: </b>\r\n\r\n', [103, hints()]],
  ['104', 'HTTP/1.1 104 Upload Resumption\r\n\r\n', [104, []]],
  ['one nobody knows', 'HTTP/1.1 199 Odd\r\n\r\n', [199, []]],
  ['100 twice', 'HTTP/1.1 100 A\r\n\r\nHTTP/1.1 100 B\r\n\r\n', [100, []], [100, []]],
  [
    'several',
    'HTTP/1.1 100 A\r\n\r\nHTTP/1.1 103 B\r\na: b\r\n\r\nHTTP/1.1 102 C\r\n\r\n',
    [100, []],
    [103, ['a', 'b']],
    [102, []],
  ],
  ['as many as may be', 'HTTP/1.1 102 P\r\n\r\n'.repeat(64), ...times(64, [102, []])],
]

const refused: readonly (readonly [name: string, bytes: string])[] = [
  ['a length', 'HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\nhi'],
  ['a length of nought', 'HTTP/1.1 103 Early\r\nContent-Length: 0\r\n\r\n'],
  ['chunks', 'HTTP/1.1 103 Early\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a bad length', 'HTTP/1.1 103 Early\r\ncontent-length: x\r\n\r\n'],
  ['a bad field', 'HTTP/1.1 103 Early\r\na b: c\r\n\r\n'],
  ['a bare LF', 'HTTP/1.1 100 Continue\n\n'],
  ['a bare LF at its end', 'HTTP/1.1 100 Continue\r\n\n'],
]

/** RFC 9110 15.2, RFC 9112 6.3 and 9.2. */
export const interim: readonly Row[] = [
  ...before.map(([name, bytes, ...list]) => good(name, bytes + LAST, { ...GIVEN, interim: list })),
  ...refused.map(([name, bytes]) => bad(`an interim answer with ${name}`, bytes + LAST)),
  bad('more than may be', 'HTTP/1.1 102 P\r\n\r\n'.repeat(65) + LAST, { interim: times(64, [102, []]) }),
  bad('101 that nobody asked for', lines('HTTP/1.1 101 Switching', 'upgrade: websocket', '', ''), {
    error: 'unexpected_upgrade',
  }),
  bad('101 without a field', `HTTP/1.1 101\r\n\r\n${LAST}`, { error: 'unexpected_upgrade' }),
  bad('101 behind 100', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 101 S\r\nupgrade: x\r\n\r\n', {
    interim: [[100, []]],
    error: 'unexpected_upgrade',
  }),
  bad('a body behind 100', `HTTP/1.1 100 Continue\r\n\r\nhi${LAST}`, { interim: [[100, []]] }),
  bad('an empty line behind 100', `HTTP/1.1 100 Continue\r\n\r\n\r\n${LAST}`, { interim: [[100, []]] }),
  bad('a bad status line behind 103', 'HTTP/1.1 103 E\r\na: b\r\n\r\nHTTP/2 200\r\n\r\n', {
    interim: [[103, ['a', 'b']]],
  }),
  waiting('nothing behind 100 yet', 'HTTP/1.1 100 Continue\r\n\r\n', { interim: [[100, []]] }),
  bad('the end behind 100', 'HTTP/1.1 100 Continue\r\n\r\n', { ends: 'eof', interim: [[100, []]], error: 'cut_head' }),
  bad('the end within 100', 'HTTP/1.1 100 Cont', { ends: 'eof', error: 'cut_head' }),
  bad('the end within what follows 100', 'HTTP/1.1 100 C\r\n\r\nHTTP', {
    ends: 'eof',
    interim: [[100, []]],
    error: 'cut_head',
  }),
  good('100 before an answer to HEAD', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n', {
    method: 'HEAD',
    interim: [[100, []]],
    headers: ['content-length', '5'],
  }),
  good('100 before a body until the end', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi', {
    ends: 'eof',
    interim: [[100, []]],
    framing: 'close',
    body: 'hi',
  }),
  good('100 before CONNECT is taken', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', {
    method: 'CONNECT',
    interim: [[100, []]],
  }),
]

function hints(): string[] {
  return ['Link', '</a>; rel=preload', 'link', '</b>']
}
